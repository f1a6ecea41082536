import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { groupIsRunning } from '../e2e/fixtures/process-group.ts';
import { Processes } from '../e2e/fixtures/processes.ts';
import { systemProgram } from '../e2e/fixtures/system-program.ts';
import { ROOT } from './setup/checkout.js';

describe('npm run', () => {
  let processes: Processes;
  beforeEach(() => {
    processes = new Processes();
  });
  afterEach(() => processes.end());

  test('leaves nothing running when npm alone gets SIGTERM', async () => {
    const dataDir = await processes.temporaryFolder();
    const ports = ['--control-addr', '127.0.0.1:0', '--data-addr', '127.0.0.1:0'];
    const args = ['run', '-s', 'exit', '--', '--dev-mode', '--data-dir', dataDir, ...ports];
    const npm = await processes.start(systemProgram('npm'), args, { cwd: ROOT, ready: /control plane on / });
    npm.signal('SIGTERM');
    // Resolves when the last process that holds its output has ended.
    await npm.ended;
    await expect.poll(() => groupIsRunning(Number(npm.pid))).toBe(false);
  });

  test('takes paths from where the command was typed', async () => {
    const cwd = await realpath(await processes.temporaryFolder());
    const args = ['--prefix', ROOT, 'run', '-s', 'porthole', '--', 'share', './site'];
    const npm = await processes.start(systemProgram('npm'), args, { cwd });
    expect(await npm.ended).toBe(2);
    expect(npm.stderr.join('\n')).toContain(`There is no folder ${join(cwd, 'site')}.`);
  });
});
