import { join } from 'node:path';
import type { App } from 'electron';
import { findAppImage } from '../find-app-image.ts';
import { AutostartFile } from './autostart-file.ts';
import type { LoginItem } from './login-item.ts';
import { SystemLoginItem } from './system-login-item.ts';

/** What the shell needs to know of the app. */
type LoginApp = Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings' | 'getPath' | 'getAppPath' | 'isPackaged'>;

/** The way of this system to start programs at login: its API on macOS and Windows, a file of ours on Linux. */
export function findLoginItem(app: LoginApp, platform: NodeJS.Platform, environment: NodeJS.ProcessEnv): LoginItem {
  if (platform === 'darwin' || platform === 'win32') return new SystemLoginItem(app, platform);
  // An AppImage runs from a mount that is gone at the next login: the file itself is what starts it.
  const program = findAppImage(environment, process.execPath) ?? process.execPath;
  return new AutostartFile({
    // `appData` is XDG_CONFIG_HOME, where the Desktop Application Autostart Specification looks first.
    path: join(app.getPath('appData'), 'autostart', 'porthole.desktop'),
    // From a checkout Electron must be told which app it is to run.
    command: app.isPackaged ? [program] : [program, app.getAppPath()],
  });
}
