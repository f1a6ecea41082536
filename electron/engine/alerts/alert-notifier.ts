import type { AlertMessage } from './group-alerts.ts';

/**
 * Somebody who is told of alerts beside the activity: the desktop's notifications, a webhook.
 *
 * Called once when a trouble begins to be told of (`state` is `fired`) and once when it is over (`cleared`). Troubles of one kind that came, or went, together are
 * one call. Of its parts a notification is made: a title of `kind` and `state`; `message` is the body, one or two plain sentences that name what it is about, with no
 * secret in them; a click leads to the tunnel of `tunnelIds` where there is one, and to the activity where there are more.
 */
export interface AlertNotifier {
  /** Must not throw, nor wait. @param alert with the time, ms since the epoch */
  notify(alert: AlertMessage & { readonly at: number }): void;
}
