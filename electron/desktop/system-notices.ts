import { Notification, type NotificationConstructorOptions } from 'electron';
import type { Log } from '../engine/engine-parts.ts';

/** A notification that is shown. */
export interface ShownNotice {
  /** Takes it away. */
  close(): void;
}

/** The notifications of the system. */
export class SystemNotices {
  readonly #log: Log;
  /** Those that may still be clicked: one that nothing refers to is garbage, and its click comes to nobody. */
  readonly #shown = new Set<Notification>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Shows a notification, where the system has them. */
  show(options: NotificationConstructorOptions, onClick: () => void): ShownNotice | undefined {
    if (!Notification.isSupported()) return undefined;
    const notice = new Notification(options);
    this.#shown.add(notice);
    notice.on('click', onClick);
    notice.on('close', () => this.#shown.delete(notice));
    // macOS refuses notifications of unsigned builds (Electron 42): that must not end the app.
    notice.on('failed', (_event, error) => {
      this.#shown.delete(notice);
      this.#log.warn({ error }, 'a notification could not be shown');
    });
    notice.show();
    return {
      close: () => {
        if (this.#shown.delete(notice)) notice.close();
      },
    };
  }
}
