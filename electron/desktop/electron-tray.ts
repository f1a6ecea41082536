import { Menu, nativeImage, Tray } from 'electron';
import type { TrayView } from './tray-controller.ts';
import { trayIconPath } from './tray-icon.ts';

/** Puts an icon into the system's tray. */
export function createElectronTray(options: { iconFolder: string; onClick(): void }): TrayView {
  const image = (light: Parameters<TrayView['setLight']>[0]) =>
    nativeImage.createFromPath(trayIconPath(options.iconFolder, light, process.platform));
  const tray = new Tray(image('asleep'));
  // On macOS a click opens the menu; elsewhere it means "show me", where it arrives at all.
  if (process.platform !== 'darwin') tray.on('click', () => options.onClick());
  return {
    setLight: (light) => tray.setImage(image(light)),
    setToolTip: (text) => tray.setToolTip(text),
    setMenu: (template) => tray.setContextMenu(Menu.buildFromTemplate(template)),
    destroy: () => tray.destroy(),
  };
}
