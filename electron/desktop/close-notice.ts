import type { DesktopState } from './desktop-state.ts';
import type { SystemNotices } from './system-notices.ts';

/** Tells, the first time that the window is closed and never again, that the app goes on in the tray. */
export class CloseNotice {
  readonly #state: DesktopState;
  readonly #notices: Pick<SystemNotices, 'show'>;
  readonly #onClick: () => void;

  constructor(options: { state: DesktopState; notices: Pick<SystemNotices, 'show'>; onClick(): void }) {
    this.#state = options.state;
    this.#notices = options.notices;
    this.#onClick = options.onClick;
  }

  showOnce(): void {
    if (this.#state.value.closeNoticeShown) return;
    const shown = this.#notices.show(
      {
        title: 'Porthole is still running',
        body: 'Your tunnels stay open. Use the tray icon to come back or to quit.',
      },
      this.#onClick,
    );
    if (shown !== undefined) this.#state.update({ closeNoticeShown: true });
  }
}
