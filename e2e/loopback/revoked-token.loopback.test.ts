import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { ROOT } from '../../scripts/setup/checkout.js';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';

const run = promisify(execFile);
const processes = new Processes();

afterEach(() => processes.end());

test('a share whose token is revoked says so and ends, instead of connecting for ever', async () => {
  const folder = await processes.temporaryFolder();
  const token = async (...args: string[]) => {
    const line = ['exit/main.ts', 'token', ...args, '--data-dir', join(folder, 'data'), '--json'];
    return JSON.parse((await run(process.execPath, line, { cwd: ROOT })).stdout);
  };
  const made = await token('create', '--label', 'guest');
  const tokenFile = join(folder, 'guest-token');
  await writeFile(tokenFile, made.token, { mode: 0o600 });
  const exit = await startExit(processes, {}, ['--data-dir', join(folder, 'data')]);
  const upstream = await startNodeUpstream((_request, response) => response.end('hello'));
  try {
    const { program } = await startShare(processes, upstream.port, { ...exit, tokenFile }, ['--name', 'hello']);
    await token('revoke', 'guest');
    expect(await program.ended).toBe(1);
    expect(program.stderr.join('\n')).toMatch(/This token was revoked on .*: ask the owner/);
  } finally {
    await upstream.close();
  }
});
