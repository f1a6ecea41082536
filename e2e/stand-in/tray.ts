import { EventEmitter } from 'node:events';
import type { Menu, NativeImage, Tray } from 'electron';
import type { DesktopEnvironment } from './desktop-environment.ts';
import type { StandInMenu } from './menu.ts';
import { imagePath } from './native-image.ts';

/** The icon in the system's tray. */
export class StandInTray
  extends EventEmitter
  implements Pick<Tray, 'setImage' | 'setToolTip' | 'setContextMenu' | 'destroy'>
{
  readonly #desktop: DesktopEnvironment;
  icon: string;
  toolTip = '';
  menu: StandInMenu | null = null;

  constructor(desktop: DesktopEnvironment, image: NativeImage | string) {
    super();
    this.#desktop = desktop;
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

  destroy(): void {
    this.#desktop.tray = undefined;
  }

  #mustLive(): void {
    if (this.#desktop.tray !== this) throw new Error('Tray is destroyed');
  }
}
