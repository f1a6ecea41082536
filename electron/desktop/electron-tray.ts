import { Menu, nativeImage, type Rectangle, Tray } from 'electron';
import type { TrayView } from './tray-controller.ts';
import { trayIconPath } from './tray-icon.ts';

export interface ElectronTrayOptions {
  readonly iconFolder: string;
  readonly platform: NodeJS.Platform;
  /** @param icon where it is on the screen; all zero where the system does not tell */
  onClick(icon: Rectangle): void;
}

/**
 * Puts an icon into the system's tray. On macOS and Windows a click is for the popover and the other button opens the menu; on Linux the menu is all that is sure
 * to be there, and a click means "show me", where it arrives at all.
 */
export function createElectronTray({ iconFolder, platform, onClick }: ElectronTrayOptions): TrayView {
  const image = (light: Parameters<TrayView['setLight']>[0]) =>
    nativeImage.createFromPath(trayIconPath(iconFolder, light, platform));
  const tray = new Tray(image('asleep'));
  let menu: Menu | undefined;
  tray.on('click', (_event, bounds) => onClick(bounds));
  // A context menu that is set opens on macOS by any click, so there it is shown by the other button only.
  const isMac = platform === 'darwin';
  if (isMac) tray.on('right-click', () => tray.popUpContextMenu(menu));
  return {
    setLight: (light) => tray.setImage(image(light)),
    setToolTip: (text) => tray.setToolTip(text),
    setMenu: (template) => {
      menu = Menu.buildFromTemplate(template);
      if (!isMac) tray.setContextMenu(menu);
    },
    destroy: () => tray.destroy(),
  };
}
