import { EventEmitter } from 'node:events';
import type { Menu, NativeImage, Rectangle, Tray } from 'electron';
import type { DesktopEnvironment } from './desktop-environment.ts';
import type { StandInMenu } from './menu.ts';
import { imagePath } from './native-image.ts';

/** Where it is on systems that tell it: in a bar at the top, px. */
const PLACE: Rectangle = { x: 1600, y: 0, width: 24, height: 24 };
/** What Linux tells. */
const NOWHERE: Rectangle = { x: 0, y: 0, width: 0, height: 0 };

/** The icon in the system's tray. */
export class StandInTray
  extends EventEmitter
  implements Pick<Tray, 'setImage' | 'setToolTip' | 'setContextMenu' | 'popUpContextMenu' | 'destroy'>
{
  readonly #desktop: DesktopEnvironment;
  icon: string;
  toolTip = '';
  menu: StandInMenu | null = null;
  readonly #platform: string;

  constructor(desktop: DesktopEnvironment, image: NativeImage | string, platform: string) {
    super();
    this.#desktop = desktop;
    this.#platform = platform;
    this.icon = imagePath(image);
    if (desktop.tray !== undefined) throw new Error('The stand-in has room for one tray icon.');
    desktop.tray = this;
  }

  setImage(image: NativeImage | string): void {
    this.#mustLive();
    this.icon = imagePath(image);
  }

  setToolTip(toolTip: string): void {
    this.#mustLive();
    this.toolTip = toolTip;
  }

  setContextMenu(menu: Menu | null): void {
    this.#mustLive();
    this.menu = menu as unknown as StandInMenu | null;
  }

  popUpContextMenu(menu?: Menu): void {
    this.#mustLive();
    if (this.#platform === 'linux') throw new Error('On Linux a tray cannot open a menu.');
    if (menu !== undefined) this.menu = menu as unknown as StandInMenu;
  }

  /** The user clicks it. On macOS a menu that was set opens instead. */
  click(): void {
    if (this.#platform === 'darwin' && this.menu !== null) return;
    this.emit('click', {}, this.#platform === 'linux' ? NOWHERE : PLACE, { x: 0, y: 0 });
  }

  destroy(): void {
    this.#desktop.tray = undefined;
  }

  #mustLive(): void {
    if (this.#desktop.tray !== this) throw new Error('Tray is destroyed');
  }
}
