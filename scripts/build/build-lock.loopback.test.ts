import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Processes } from '../../e2e/fixtures/processes.ts';
import { NODE } from '../setup/checkout.js';

const LOCK_MODULE = pathToFileURL(join(import.meta.dirname, 'build-lock.ts')).href;

let processes: Processes;
beforeEach(() => {
  processes = new Processes();
});
afterEach(() => processes.end());

test('one process at a time has the lock, and the death of its holder frees it', async () => {
  const folder = await processes.temporaryFolder();
  const script = `
    import { BuildLock } from ${JSON.stringify(LOCK_MODULE)};
    console.log('waiting');
    globalThis.lock = new BuildLock(${JSON.stringify(folder)});
    console.log('locked');
    setInterval(() => {}, 1000);
  `;
  const start = (ready: RegExp) => processes.start(NODE, ['--input-type=module', '-e', script], { ready });
  const first = await start(/locked/);
  const second = await start(/waiting/);
  expect(second.stdout).not.toContain('locked');
  await first.kill();
  await second.waitForLine(/locked/);
});
