import { EventEmitter } from 'node:events';
import type { BrowserWindow, BrowserWindowConstructorOptions, Rectangle, WebContents } from 'electron';
import type { DesktopEnvironment } from './desktop-environment.ts';
import { type PageSurroundings, StandInWebContents } from './web-contents.ts';

/** A window. Chromium runs without a screen here, so being visible is only remembered. */
export class StandInWindow
  extends EventEmitter
  implements
    Pick<
      BrowserWindow,
      | 'loadURL'
      | 'show'
      | 'hide'
      | 'focus'
      | 'isVisible'
      | 'isMinimized'
      | 'restore'
      | 'isMaximized'
      | 'maximize'
      | 'getNormalBounds'
      | 'setBounds'
      | 'setSize'
      | 'center'
      | 'destroy'
      | 'isDestroyed'
      | 'webContents'
    >
{
  readonly #desktop: DesktopEnvironment;
  readonly contents: StandInWebContents;
  readonly options: BrowserWindowConstructorOptions;
  #visible: boolean;
  #minimized = false;
  #maximized = false;
  #bounds: Rectangle;
  #destroyed = false;

  constructor(
    desktop: DesktopEnvironment,
    surroundings: PageSurroundings,
    options: BrowserWindowConstructorOptions & { preloadInSubFrames?: boolean },
  ) {
    super();
    const { preload, contextIsolation = true, sandbox = true, nodeIntegration = false } = options.webPreferences ?? {};
    if (!contextIsolation || !sandbox || nodeIntegration)
      throw new Error('The stand-in knows only isolated, sandboxed pages.');
    if (preload === undefined) throw new Error('The stand-in needs a preload.');
    this.#desktop = desktop;
    this.options = options;
    this.#visible = options.show ?? true;
    // Electron's own defaults for a window without a size.
    const { x, y, width = 800, height = 600, preloadInSubFrames = false } = options;
    this.#bounds = { x: 0, y: 0, width, height };
    if (x === undefined || y === undefined) this.center();
    else this.#bounds = { x, y, width, height };
    this.contents = new StandInWebContents(surroundings, { preload, preloadInSubFrames, size: { width, height } });
    desktop.windows.push(this);
  }

  get webContents(): WebContents {
    return this.contents.facade;
  }

  async loadURL(url: string): Promise<void> {
    await this.contents.loadURL(url);
    this.emit('ready-to-show');
  }

  show(): void {
    this.#setVisible(true);
  }

  hide(): void {
    this.#setVisible(false);
  }

  focus(): void {
    this.emit('focus');
  }

  isVisible(): boolean {
    return this.#visible;
  }

  isMinimized(): boolean {
    return this.#minimized;
  }

  minimize(): void {
    this.#minimized = true;
  }

  restore(): void {
    this.#minimized = false;
  }

  isMaximized(): boolean {
    return this.#maximized;
  }

  maximize(): void {
    this.#maximized = true;
    this.show();
  }

  getNormalBounds(): Rectangle {
    return { ...this.#bounds };
  }

  setBounds(bounds: Partial<Rectangle>): void {
    this.#bounds = { ...this.#bounds, ...bounds };
  }

  setSize(width: number, height: number): void {
    this.setBounds({ width, height });
  }

  center(): void {
    const [first] = this.#desktop.screen.getAllDisplays();
    if (first === undefined) throw new Error('There is no display.');
    const { x, y, width, height } = first.workArea;
    this.setBounds({
      x: x + Math.round((width - this.#bounds.width) / 2),
      y: y + Math.round((height - this.#bounds.height) / 2),
    });
  }

  /** The user clicks elsewhere. */
  blur(): void {
    this.emit('blur');
  }

  isDestroyed(): boolean {
    return this.#destroyed;
  }

  /** Does what the user's click on the window's cross does. Returns whether it closed. */
  close(): boolean {
    let prevented = false;
    this.emit('close', {
      preventDefault: () => {
        prevented = true;
      },
    });
    if (!prevented) this.destroy();
    return !prevented;
  }

  destroy(): void {
    if (this.#destroyed) return;
    this.#destroyed = true;
    this.#visible = false;
    this.#desktop.windows.splice(this.#desktop.windows.indexOf(this), 1);
    this.emit('closed');
    this.contents.close().catch(() => {});
  }

  #setVisible(visible: boolean): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed');
    if (this.#visible === visible) return;
    this.#visible = visible;
    this.emit(visible ? 'show' : 'hide');
  }
}
