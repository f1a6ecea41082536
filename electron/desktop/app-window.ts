import { BrowserWindow, type WebContents } from 'electron';
import type { Log } from '../engine/engine-parts.ts';

/** A page that dies sooner than this after a reload would die again: reloading it for ever helps nobody, ms. */
const RELOAD_PAUSE = 10_000;

/** The one window. Closing it hides it; it goes when the app does. */
export class AppWindow {
  readonly #window: BrowserWindow;
  readonly #log: Log;
  #mayClose = false;
  #crashedAt = Number.NEGATIVE_INFINITY;

  /**
   * @param options.onVisible tells each change
   * @param options.onHiddenByUser is called when the user closed the window and the app goes on
   */
  constructor(options: {
    preload: string;
    developer: boolean;
    onVisible(visible: boolean): void;
    onHiddenByUser(): void;
    log: Log;
  }) {
    this.#log = options.log;
    this.#window = new BrowserWindow({
      title: 'Porthole',
      width: 1120,
      height: 760,
      // The page is drawn for 720 px and more.
      minWidth: 720,
      minHeight: 480,
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload: options.preload,
        // https://www.electronjs.org/docs/latest/tutorial/security, items 2, 3, 4 and 6: the defaults, said aloud.
        nodeIntegration: false,
        contextIsolation: true,
        sandbox: true,
        webSecurity: true,
        webviewTag: false,
        devTools: options.developer,
        spellcheck: false,
      },
    });
    this.#window.on('show', () => options.onVisible(true));
    this.#window.on('hide', () => options.onVisible(false));
    this.#window.on('close', (event) => {
      if (this.#mayClose) return;
      event.preventDefault();
      this.#window.hide();
      options.onHiddenByUser();
    });
    this.#window.webContents.on('render-process-gone', (_event, { reason }) => this.#reloadAfter(reason));
  }

  get contents(): WebContents {
    return this.#window.webContents;
  }

  /** Loads the page; the window shows itself when there is something to see, unless it starts hidden. */
  load(url: string, options: { hidden: boolean }): Promise<void> {
    if (!options.hidden) this.#window.once('ready-to-show', () => this.show());
    return this.#window.loadURL(url);
  }

  show(): void {
    if (this.#window.isDestroyed()) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  hide(): void {
    if (!this.#window.isDestroyed()) this.#window.hide();
  }

  toggle(): void {
    if (!this.#window.isDestroyed() && this.#window.isVisible()) this.hide();
    else this.show();
  }

  /** From now on closing closes: the app is about to quit. */
  letClose(): void {
    this.#mayClose = true;
  }

  #reloadAfter(reason: string): void {
    if (reason === 'clean-exit' || this.#mayClose) return;
    const now = performance.now();
    const again = now - this.#crashedAt < RELOAD_PAUSE;
    this.#crashedAt = now;
    this.#log.error(
      { reason, again },
      again ? 'the page died again and stays away' : 'the page died and is loaded again',
    );
    if (!again) this.#window.webContents.reload();
  }
}
