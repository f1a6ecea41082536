import type { Log } from '../../engine/engine-parts.ts';
import type { LoginItem } from './login-item.ts';

/** Leads start at login to this program, where it was moved. Whatever goes wrong with it, the app starts. */
export async function keepLoginItem(item: Pick<LoginItem, 'renew'>, log: Log): Promise<void> {
  try {
    if (await item.renew()) log.info({}, 'start at login leads to where the program is now');
  } catch (error) {
    log.warn({ error: String(error) }, 'start at login could not be led to this program');
  }
}
