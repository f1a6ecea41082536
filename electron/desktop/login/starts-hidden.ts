import type { App } from 'electron';
import { HIDDEN_FLAG } from './hidden-flag.ts';

/** Whether this start is one at login, which nobody wants to see a window of. */
export function startsHidden(
  app: Pick<App, 'getLoginItemSettings'>,
  platform: NodeJS.Platform,
  argv: readonly string[],
): boolean {
  if (argv.includes(HIDDEN_FLAG)) return true;
  // macOS gives login items no arguments.
  return platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin;
}
