import { ROOT } from '../setup/checkout.js';
import { runProgram } from '../setup/run-program.js';
import { ElectronRuntime } from './electron-runtime.ts';

/** What stands in the way of opening a window, in words for the user; undefined when nothing does. */
export function reasonAgainstWindow(
  environment: NodeJS.ProcessEnv,
  platform: string,
  isRoot: boolean,
): string | undefined {
  if (environment.PORTHOLE_NO_ELECTRON !== undefined) {
    return 'PORTHOLE_NO_ELECTRON is set';
  }
  if (platform === 'linux' && !environment.DISPLAY && !environment.WAYLAND_DISPLAY) {
    return 'there is no display';
  }
  // Chromium's sandbox cannot hold root; switching it off silently is not ours to decide.
  return platform === 'linux' && isRoot ? 'Electron does not run as root' : undefined;
}

/**
 * Opens the built app and stays until it ends; returns its exit code. Returns the reason as a text instead when Electron's
 * runtime is missing and could not be downloaded.
 */
export async function openApp(args: readonly string[]): Promise<number | string> {
  const runtime = new ElectronRuntime();
  if (runtime.find() === undefined && !(await runtime.install())) {
    return 'its runtime could not be downloaded; "npx install-electron --no" says why';
  }
  const executable = runtime.find();
  return executable === undefined ? 'its runtime is missing' : runProgram(executable, [ROOT, ...args]);
}
