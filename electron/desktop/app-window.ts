import { BrowserWindow, type Dialog, type Screen, type WebContents } from 'electron';
import type { Log } from '../engine/engine-parts.ts';
import type { WindowPlace } from './desktop-state.ts';
import { mendPage } from './faults/mend-page.ts';
import { PAGE_URL, pageUrl } from './page-origin.ts';
import { isReachable, placeWindow, SMALLEST_WINDOW } from './place-window.ts';
import { pagePreferences } from './security/page-preferences.ts';

export interface AppWindowOptions {
  readonly preload: string;
  readonly developer: boolean;
  readonly screen: Pick<Screen, 'getAllDisplays' | 'on'>;
  readonly dialog: Pick<Dialog, 'showMessageBox'>;
  /** Where it was when it was seen last. */
  readonly place: WindowPlace | undefined;
  /** Tells where it is when it goes out of sight. */
  onPlaced(place: WindowPlace): void;
  /** Tells each change. */
  onVisible(visible: boolean): void;
  /** Is called when the user closed the window and the app goes on. */
  onHiddenByUser(): void;
  quit(): void;
  readonly log: Log;
}

/** The one window. Closing it hides it; it goes when the app does. */
export class AppWindow {
  readonly #options: AppWindowOptions;
  readonly #window: BrowserWindow;
  #mayClose = false;
  /** The page is there, or could not be loaded. */
  #loaded: Promise<void> = Promise.resolve();

  constructor(options: AppWindowOptions) {
    this.#options = options;
    const { preload, developer, place, log } = options;
    this.#window = new BrowserWindow({
      title: 'Porthole',
      ...placeWindow(place, this.#workAreas()),
      minWidth: SMALLEST_WINDOW.width,
      minHeight: SMALLEST_WINDOW.height,
      show: false,
      autoHideMenuBar: true,
      webPreferences: pagePreferences({ preload, developer }),
    });
    if (place?.maximized) this.#window.once('show', () => this.#window.maximize());
    this.#window.on('show', () => options.onVisible(true));
    this.#window.on('hide', () => {
      this.#tellPlace();
      options.onVisible(false);
    });
    this.#window.on('close', (event) => {
      if (this.#mayClose) return;
      event.preventDefault();
      this.#window.hide();
      options.onHiddenByUser();
    });
    options.screen.on('display-removed', () => this.#comeBack());
    mendPage(this.#window, { dialog: options.dialog, isEnding: () => this.#mayClose, quit: options.quit, log });
  }

  get contents(): WebContents {
    return this.#window.webContents;
  }

  /** Loads the page; the window shows itself when there is something to see, unless it starts hidden. */
  load(options: { hidden: boolean }): Promise<void> {
    if (!options.hidden) this.#window.once('ready-to-show', () => this.show());
    const loading = this.#window.loadURL(PAGE_URL);
    this.#loaded = loading.catch(() => {});
    return loading;
  }

  show(): void {
    if (this.#window.isDestroyed()) return;
    if (this.#window.isMinimized()) this.#window.restore();
    if (!this.#window.isVisible()) this.#comeBack();
    this.#window.show();
    this.#window.focus();
  }

  /** Shows a place of the page, e.g. `/settings`. */
  open(path: string): void {
    this.show();
    // Another load would break the first one off, and the app would take that for a page that cannot be loaded.
    void this.#loaded.then(() => this.#go(pageUrl(path)));
  }

  #go(url: string): void {
    // The same address would load the page anew, and with it lose what its user has typed.
    if (this.#window.isDestroyed() || this.contents.getURL() === url) return;
    this.#window.loadURL(url).catch((error: unknown) => {
      this.#options.log.warn({ error: String(error) }, 'the page did not go where it was sent');
    });
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
    if (!this.#mayClose && !this.#window.isDestroyed() && this.#window.isVisible()) this.#tellPlace();
    this.#mayClose = true;
  }

  #tellPlace(): void {
    this.#options.onPlaced({ ...this.#window.getNormalBounds(), maximized: this.#window.isMaximized() });
  }

  /** Onto a display that is there. */
  #comeBack(): void {
    if (this.#window.isDestroyed()) return;
    const areas = this.#workAreas();
    const bounds = this.#window.getNormalBounds();
    if (areas.some((area) => isReachable(bounds, area))) return;
    const { width, height } = placeWindow({ ...bounds, maximized: false }, areas);
    this.#window.setSize(width, height);
    this.#window.center();
  }

  #workAreas() {
    return this.#options.screen.getAllDisplays().map(({ workArea }) => workArea);
  }
}
