import type { App } from 'electron';
import { HIDDEN_FLAG } from './hidden-flag.ts';
import type { LoginItem } from './login-item.ts';

/**
 * The login item of macOS and Windows. Windows is told the flag and must be asked with it; macOS takes none, and says at the start that it was one at login
 * (https://www.electronjs.org/docs/latest/api/app#appsetloginitemsettingssettings-macos-windows).
 */
export class SystemLoginItem implements LoginItem {
  readonly #app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>;
  readonly #options: { args?: string[] };

  constructor(
    app: Pick<App, 'getLoginItemSettings' | 'setLoginItemSettings'>,
    platform: Extract<NodeJS.Platform, 'darwin' | 'win32'>,
  ) {
    this.#app = app;
    this.#options = platform === 'win32' ? { args: [HIDDEN_FLAG] } : {};
  }

  async isOn(): Promise<boolean> {
    return this.#app.getLoginItemSettings(this.#options).openAtLogin;
  }

  async set(on: boolean): Promise<void> {
    this.#app.setLoginItemSettings({ ...this.#options, openAtLogin: on });
    if (on && this.#app.getLoginItemSettings().status === 'requires-approval') {
      throw new Error('macOS wants you to allow it: System Settings, General, Login Items.');
    }
  }

  /** The system itself knows where its program is: macOS by its bundle, and an installer of Windows puts it back at its place. */
  async renew(): Promise<boolean> {
    return false;
  }
}
