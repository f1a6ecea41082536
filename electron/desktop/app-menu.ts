import { Menu } from 'electron';

/**
 * Replaces Electron's default menu, which offers reload, zoom and developer tools. macOS needs one for the shortcuts of
 * the clipboard to work; elsewhere Chromium handles them itself and no menu is shown.
 */
export function setAppMenu(options: { developer: boolean }): void {
  if (process.platform === 'darwin') {
    const developer = options.developer ? [{ role: 'viewMenu' } as const] : [];
    Menu.setApplicationMenu(
      Menu.buildFromTemplate([{ role: 'appMenu' }, { role: 'editMenu' }, ...developer, { role: 'windowMenu' }]),
    );
  } else if (!options.developer) {
    Menu.setApplicationMenu(null);
  }
}
