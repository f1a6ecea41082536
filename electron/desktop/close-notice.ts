import { Notification } from 'electron';
import type { Log } from '../engine/engine-parts.ts';
import type { DesktopState } from './desktop-state.ts';

/** Tells, the first time that the window is closed and never again, that the app goes on in the tray. */
export class CloseNotice {
  readonly #state: DesktopState;
  readonly #log: Log;
  readonly #onClick: () => void;

  constructor(options: { state: DesktopState; log: Log; onClick(): void }) {
    this.#state = options.state;
    this.#log = options.log;
    this.#onClick = options.onClick;
  }

  showOnce(): void {
    if (this.#state.closeNoticeShown || !Notification.isSupported()) return;
    this.#state.closeNoticeShown = true;
    const notice = new Notification({
      title: 'Porthole is still running',
      body: 'Your tunnels stay open. Use the tray icon to come back or to quit.',
    });
    notice.on('click', () => this.#onClick());
    // macOS refuses notifications of unsigned builds (Electron 42): that must not end the app.
    notice.on('failed', (_event, error) => this.#log.warn({ error }, 'the notice could not be shown'));
    notice.show();
  }
}
