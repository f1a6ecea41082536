import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Environment variable that marks every process of a test run. */
export const RUN_MARKER = 'PORTHOLE_TEST_RUN';

/** A process that outlived the tests that started it. */
export interface Leftover {
  pid: number;
  command: string;
}

/**
 * Finds running processes of a test run: those that inherited its marker, and those that work in its folder, since some
 * servers (nginx) overwrite their environment. Needs /proc; elsewhere it finds nothing.
 */
export function findLeftovers(runId: string, runFolder: string): Leftover[] {
  return processIds()
    .filter((pid) => pid !== process.pid && belongsToRun(pid, runId, runFolder))
    .map((pid) => ({ pid, command: commandLine(pid) }))
    .filter(({ command }) => command !== '');
}

function processIds(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function belongsToRun(pid: number, runId: string, runFolder: string): boolean {
  // Another user's process, or one that ended meanwhile, cannot be read: it is not ours.
  const environment = readQuietly(() => readFileSync(`/proc/${pid}/environ`, 'utf8'));
  const folder = readQuietly(() => readlinkSync(`/proc/${pid}/cwd`));
  return environment.split('\0').includes(`${RUN_MARKER}=${runId}`) || folder.startsWith(runFolder);
}

/** Returns an empty string for what is no longer a running process: zombies have no command line. */
function commandLine(pid: number): string {
  return readQuietly(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
    .replaceAll('\0', ' ')
    .trim();
}

function readQuietly(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}
