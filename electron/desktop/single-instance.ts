import type { App } from 'electron';

/**
 * Makes sure that one Porthole runs per user: two would fight over names, ports and files.
 *
 * @param onSecondStart is called in the running app when somebody starts it again, with the arguments of that start
 * @returns false where another one runs already; this process must then quit
 */
export function claimSingleInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on'>,
  onSecondStart: (argv: readonly string[]) => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', (_event, argv) => onSecondStart(argv));
  return true;
}
