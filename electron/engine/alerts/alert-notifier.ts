import type { AlertMessage } from './group-alerts.ts';

/** Somebody who wants to be told of alerts: the desktop's notifications, a webhook. */
export interface AlertNotifier {
  /** Must not throw, nor wait. @param alert with the time, ms since the epoch */
  notify(alert: AlertMessage & { readonly at: number }): void;
}
