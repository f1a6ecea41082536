import { BrowserWindow, type Rectangle, type Screen, type WebContents } from 'electron';
import type { Log } from '../engine/engine-parts.ts';
import { pageUrl } from './page-origin.ts';
import { PAGE_PATHS } from './page-paths.ts';
import { POPOVER_SIZE, placePopover } from './place-popover.ts';
import { pagePreferences } from './security/page-preferences.ts';

/** A click on the icon takes the focus from the popover first: it must not open again by the click that closed it, ms. */
const CLICK_MS = 250;

export interface PopoverOptions {
  readonly preload: string;
  readonly developer: boolean;
  readonly screen: Pick<Screen, 'getDisplayMatching'>;
  readonly log: Log;
}

/** The page in a small form beside the tray's icon, on macOS and Windows. It is made when it is first wanted, and goes when it is not looked at. */
export class Popover {
  readonly #options: PopoverOptions;
  #window: BrowserWindow | undefined;
  #hiddenAt = Number.NEGATIVE_INFINITY;

  constructor(options: PopoverOptions) {
    this.#options = options;
  }

  get contents(): WebContents | undefined {
    return this.#window?.webContents;
  }

  /** @param icon where the tray's icon is */
  toggle(icon: Rectangle): void {
    if (this.#window?.isVisible()) {
      this.hide();
      return;
    }
    if (performance.now() - this.#hiddenAt < CLICK_MS) return;
    this.#window ??= this.#open();
    this.#window.setBounds(placePopover(icon, this.#options.screen.getDisplayMatching(icon).workArea));
    this.#window.show();
    this.#window.focus();
  }

  hide(): void {
    if (!this.#window?.isVisible()) return;
    this.#window.hide();
    this.#hiddenAt = performance.now();
  }

  #open(): BrowserWindow {
    const { preload, developer, log } = this.#options;
    const window = new BrowserWindow({
      ...POPOVER_SIZE,
      show: false,
      frame: false,
      resizable: false,
      skipTaskbar: true,
      alwaysOnTop: true,
      webPreferences: pagePreferences({ preload, developer }),
    });
    window.on('blur', () => this.hide());
    // The next click makes another one.
    window.webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') log.error({ reason }, 'the popover died');
      this.#window = undefined;
      window.destroy();
    });
    window.on('closed', () => {
      if (this.#window === window) this.#window = undefined;
    });
    window.loadURL(pageUrl(PAGE_PATHS.popover)).catch((error: unknown) => {
      log.error({ error: String(error) }, 'the popover could not be loaded');
    });
    return window;
  }
}
