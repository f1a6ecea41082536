import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'Porthole';

/** Where the app keeps its things: the folder that Electron uses for an app of this name, so that both share it. */
export function defaultDataDir(env = process.env, platform = process.platform, home = homedir()): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), NAME);
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', NAME);
  return join(env.XDG_CONFIG_HOME || join(home, '.config'), NAME);
}
