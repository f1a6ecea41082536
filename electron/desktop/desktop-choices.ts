import type { DesktopSettings } from '../../shared/contract/desktop-settings.ts';
import { Live } from '../engine/live.ts';
import { RequestError } from '../engine/request-error.ts';
import type { DesktopAccess } from '../rpc/desktop-access.ts';
import type { DesktopState } from './desktop-state.ts';
import type { LoginItem as FullLoginItem } from './login/login-item.ts';

type LoginItem = Pick<FullLoginItem, 'isOn' | 'set'>;

/** The desktop app's settings: some are kept in its own file, the login item by the system. */
export class DesktopChoices implements DesktopAccess {
  readonly settings: Live<DesktopSettings>;
  readonly #state: DesktopState;
  readonly #loginItem: LoginItem;

  /** Reads what holds. Where the system does not say whether it starts the app, it does not. */
  static async read(state: DesktopState, loginItem: LoginItem): Promise<DesktopChoices> {
    const startAtLogin = await loginItem.isOn().catch(() => false);
    const { notifyAlerts, lookForUpdates } = state.value;
    return new DesktopChoices(state, loginItem, { startAtLogin, notifyAlerts, lookForUpdates });
  }

  private constructor(state: DesktopState, loginItem: LoginItem, settings: DesktopSettings) {
    this.#state = state;
    this.#loginItem = loginItem;
    this.settings = new Live(settings);
  }

  async update({ startAtLogin, ...kept }: Partial<DesktopSettings>): Promise<DesktopSettings> {
    if (Object.keys(kept).length > 0) {
      this.#state.update(kept);
      this.settings.set({ ...this.settings.value, ...kept });
    }
    if (startAtLogin !== undefined) await this.#setLogin(startAtLogin);
    return this.settings.value;
  }

  async #setLogin(on: boolean): Promise<void> {
    try {
      await this.#loginItem.set(on);
    } catch (error) {
      throw new RequestError('NOT_NOW', `The system did not take it: ${(error as Error).message}`, 'startAtLogin');
    } finally {
      const startAtLogin = await this.#loginItem.isOn().catch(() => false);
      this.settings.set({ ...this.settings.value, startAtLogin });
    }
  }
}
