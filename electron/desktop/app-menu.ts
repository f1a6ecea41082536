import { Menu } from 'electron';
import { type AppMenuOptions, appMenuTemplate } from './app-menu-template.ts';

/** Puts the app's own menu in the place of Electron's, which offers reload and developer tools to everybody. */
export function setAppMenu(options: AppMenuOptions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenuTemplate(options)));
}
