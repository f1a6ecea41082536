import type { App } from 'electron';

/**
 * Makes sure that one Porthole runs per user: two would fight over names, ports and files.
 *
 * @param onSecondStart is called in the running app when somebody starts it again
 * @returns false where another one runs already; this process must then quit
 */
export function claimSingleInstance(
  app: Pick<App, 'requestSingleInstanceLock' | 'on'>,
  onSecondStart: () => void,
): boolean {
  if (!app.requestSingleInstanceLock()) return false;
  app.on('second-instance', () => onSecondStart());
  return true;
}
