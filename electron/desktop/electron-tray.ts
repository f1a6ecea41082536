import { Menu, nativeImage, Tray } from 'electron';
import type { TrayView } from './tray-controller.ts';
import { trayIconPath } from './tray-icon.ts';

export interface ElectronTrayOptions {
  readonly iconFolder: string;
  readonly platform: NodeJS.Platform;
  onClick(): void;
}

/** Puts an icon into the system's tray. */
export function createElectronTray({ iconFolder, platform, onClick }: ElectronTrayOptions): TrayView {
  const image = (light: Parameters<TrayView['setLight']>[0]) =>
    nativeImage.createFromPath(trayIconPath(iconFolder, light, platform));
  const tray = new Tray(image('asleep'));
  // On macOS a click opens the menu; elsewhere it means "show me", where it arrives at all.
  if (platform !== 'darwin') tray.on('click', onClick);
  return {
    setLight: (light) => tray.setImage(image(light)),
    setToolTip: (text) => tray.setToolTip(text),
    setMenu: (template) => tray.setContextMenu(Menu.buildFromTemplate(template)),
    destroy: () => tray.destroy(),
  };
}
