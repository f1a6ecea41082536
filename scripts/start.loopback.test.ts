import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { groupIsRunning } from '../e2e/fixtures/process-group.ts';
import { Processes } from '../e2e/fixtures/processes.ts';
import { isInstalled, systemProgram } from '../e2e/fixtures/system-program.ts';
import { npmEnvironment, ROOT } from './setup/checkout.js';

/** It downloads the dependencies where npm's cache does not have them, and builds. */
const READY_MS = 200_000;
const TEST_MS = READY_MS + 60_000;

let processes: Processes;
beforeEach(() => {
  processes = new Processes();
});
afterEach(() => processes.end());

/** Copies what a clone would hold once the present state is committed, and nothing that was installed or built. */
async function freshClone(): Promise<string> {
  const folder = await processes.temporaryFolder();
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: ROOT });
  for (const file of stdout.split('\0').filter(Boolean)) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await cp(join(ROOT, file), join(folder, file)).catch(ignoreMissing);
  }
  return folder;
}

/** A file may be deleted and not yet committed as such. */
function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

test.skipIf(!isInstalled('git'))(
  'npm start, the only command typed on a fresh clone, serves the page and ends without leaving a process',
  { timeout: TEST_MS },
  async () => {
    const folder = await freshClone();
    const dataDir = await processes.temporaryFolder();
    const npm = await processes.start(
      systemProgram('npm'),
      ['start', '--', '--port', '0', '--no-open', '--data-dir', dataDir],
      {
        cwd: folder,
        // The machine's own Node begins, as for a newcomer; and no window opens where the tests run on a desktop.
        env: { PATH: npmEnvironment().PATH, PORTHOLE_NO_ELECTRON: '1' },
        ready: /Porthole is ready at (http:\S+)#key=/,
        readyWithinMs: READY_MS,
      },
    );
    expect(npm.stderr.join('\n')).toContain('running "porthole serve" instead');
    const page = await fetch((await npm.ready)?.[1] ?? '');
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Porthole</title>');

    npm.signal('SIGTERM');
    await npm.ended;
    await expect.poll(() => groupIsRunning(Number(npm.pid))).toBe(false);
  },
);
