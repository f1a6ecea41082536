import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInstalled } from '../../e2e/fixtures/system-program.ts';
import { DEPLOYMENTS } from '../testing/deployments.ts';
import { SERVER_PLACE } from './server-place.ts';
import { systemdFile } from './systemd-file.ts';

/** systemd's own scale is 0 (shut in) to 10; what a network server that runs V8 cannot do without makes 1.5. */
const MAX_EXPOSURE = 1.6;

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porthole-unit-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** systemd-analyze wants the program to be there. */
async function save(text: string): Promise<string> {
  const file = join(folder, 'porthole-exit.service');
  await writeFile(file, text.replaceAll(SERVER_PLACE.program, '/bin/true'));
  return file;
}

describe.skipIf(!isInstalled('systemd-analyze'))('systemdFile, as systemd reads it', () => {
  it.each(Object.entries(DEPLOYMENTS))('is valid %s', async (_what, deployment) => {
    const { stdout, stderr } = await run('systemd-analyze', ['verify', await save(systemdFile(deployment))]);
    expect(stdout + stderr).toBe('');
  });

  it('shuts the program in', async () => {
    const [deployment] = Object.values(DEPLOYMENTS);
    const file = await save(deployment === undefined ? '' : systemdFile(deployment));
    const { stdout } = await run('systemd-analyze', ['security', '--offline=true', '--no-pager', file]);
    const [, exposure] = /Overall exposure level .*: (\d+\.\d+) /.exec(stdout) ?? [];
    expect(Number(exposure)).toBeLessThanOrEqual(MAX_EXPOSURE);
  });
});
