import type { AlertNotifier } from '../engine/alerts/alert-notifier.ts';
import { PAGE_PATHS } from './page-paths.ts';
import type { ShownNotice, SystemNotices } from './system-notices.ts';

type AlertMessage = Parameters<AlertNotifier['notify']>[0];

/** Nobody reads more; the activity has them all. */
const MAX_SHOWN = 10;

const TITLES: Readonly<Record<AlertMessage['kind'], string>> = {
  down: 'Tunnel down',
  errors: 'Errors',
  slow: 'Slow answers',
  expiry: 'Ends soon',
  server: 'Exit server away',
};

export interface AlertNotificationsParts {
  readonly notices: Pick<SystemNotices, 'show'>;
  /** Whether their user wants them, now. */
  isWanted(): boolean;
  /** Shows a place of the page. */
  open(path: string): void;
}

/**
 * Shows alerts as notifications of the system, in one group; a click leads to the tunnel. The end of a trouble takes the place of its beginning, and troubles that
 * came together are one message already (docs/decisions/alerts.md).
 */
export class AlertNotifications implements AlertNotifier {
  readonly #parts: AlertNotificationsParts;
  /** By what they are about, oldest first. */
  readonly #shown = new Map<string, ShownNotice>();

  constructor(parts: AlertNotificationsParts) {
    this.#parts = parts;
  }

  notify({ kind, state, message, tunnelIds }: AlertMessage): void {
    if (!this.#parts.isWanted()) return;
    const subject = `${kind} ${tunnelIds.toSorted().join(' ')}`;
    this.#take(subject);
    const [only] = tunnelIds;
    const path = only !== undefined && tunnelIds.length === 1 ? PAGE_PATHS.tunnel(only) : PAGE_PATHS.activity;
    const notice = this.#parts.notices.show(
      {
        title: state === 'cleared' ? 'Well again' : TITLES[kind],
        body: message,
        groupId: 'alerts',
        groupTitle: 'Porthole',
        silent: state === 'cleared',
      },
      () => this.#parts.open(path),
    );
    if (notice === undefined) return;
    this.#shown.set(subject, notice);
    for (const oldest of [...this.#shown.keys()].slice(0, -MAX_SHOWN)) this.#take(oldest);
  }

  #take(subject: string): void {
    this.#shown.get(subject)?.close();
    this.#shown.delete(subject);
  }
}
