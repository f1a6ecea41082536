import type { Alert } from '../../../shared/contract/alert.ts';
import { type Clock, systemClock } from '../../../shared/wire/clock.ts';
import type { Activity } from '../activity/activity.ts';
import { Live } from '../live.ts';
import { AlertBook } from './alert-book.ts';
import type { AlertNotifier } from './alert-notifier.ts';
import type { Condition } from './condition.ts';
import { groupAlerts } from './group-alerts.ts';

/** How often it is looked: troubles that come within this are told of together. */
const LOOK_MS = 5_000;

export interface AlertWatchParts {
  /** All troubles that there are at a moment, ms since the epoch. */
  conditions(now: number): Condition[];
  readonly activity: Activity;
  /** Those who are told beside the activity. */
  readonly notifiers: readonly AlertNotifier[];
  /** Whether none of these tunnels runs any more: what was wrong with them has not been mended, it does not matter now. */
  areStopped(tunnelIds: readonly string[]): boolean;
  /** For how long something lasts. */
  readonly clock?: Pick<Clock, 'now'>;
}

/** Looks for trouble and tells of it: once when it has lasted, once when it is over, and of many at once where they fall together. */
export class AlertWatch {
  /** What has been told of and lasts. */
  readonly active = new Live<Alert[]>([]);
  readonly #parts: AlertWatchParts;
  readonly #book = new AlertBook();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: AlertWatchParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.look(), LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Looks now. */
  look(): void {
    const { clock = systemClock } = this.#parts;
    const time = Date.now();
    const { fired, cleared } = this.#book.look(this.#parts.conditions(time), clock.now(), time);
    if (fired.length + cleared.length > 0) this.active.set(this.#book.active);
    const over = cleared.map((condition) => ({ ...condition, overMessage: this.#overMessage(condition) }));
    for (const message of [...groupAlerts(over, 'cleared'), ...groupAlerts(fired, 'fired')]) {
      const level = message.state === 'cleared' ? 'info' : message.kind === 'expiry' ? 'warning' : 'error';
      const { at } = this.#parts.activity.add({
        level,
        source: 'alert',
        message: message.message,
        tunnelIds: [...message.tunnelIds],
      });
      for (const notifier of this.#parts.notifiers) notifier.notify({ ...message, at });
    }
  }

  #overMessage({ subject, overMessage, tunnelIds }: Condition): string {
    return this.#parts.areStopped(tunnelIds) ? `${subject} was stopped.` : overMessage;
  }
}
