import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isInstalled } from '../../e2e/fixtures/system-program.ts';
import { DEPLOYMENTS } from '../testing/deployments.ts';
import { cloudConfig } from './cloud-config.ts';

const run = promisify(execFile);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porthole-cloud-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!isInstalled('cloud-init'))('cloudConfig, as cloud-init reads it', () => {
  it.each(Object.entries(DEPLOYMENTS))('is valid %s', async (_what, deployment) => {
    const file = join(folder, 'user-data');
    await writeFile(file, cloudConfig(deployment));
    const { stdout } = await run('cloud-init', ['schema', '--config-file', file]);
    expect(stdout).toContain('Valid cloud-config');
  });
});

describe.skipIf(process.platform === 'win32')('the shell commands of cloudConfig', () => {
  const shellCommand = (what: string, part: string): string => {
    const deployment = DEPLOYMENTS[what];
    const commands: unknown[] = deployment === undefined ? [] : parse(cloudConfig(deployment)).runcmd;
    const found = commands.find((command) => typeof command === 'string' && command.includes(part));
    return String(found);
  };

  it('make a token that nobody else can read, once', async () => {
    const command = shellCommand('over plain HTTP', '/dev/urandom').replaceAll('/etc/porthole', join(folder, 'etc'));
    await run('sh', ['-c', command]);
    const file = join(folder, 'etc/token');
    const token = await readFile(file, 'utf8');
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    await run('sh', ['-c', command]);
    expect(await readFile(file, 'utf8')).toBe(token);
  });

  it('fetch the program from the very URL, and keep it only when it is the right one', async () => {
    const bin = join(folder, 'bin');
    await mkdir(bin);
    // In place of curl: says what it was asked for, into the file that it was to write.
    await writeFile(
      join(bin, 'curl'),
      '#!/bin/sh\nfor last; do :; done\nwhile [ "$1" != -o ]; do shift; done\nprintf %s "$last" > "$2"\n',
      { mode: 0o755 },
    );
    const { url = '', sha256 = '' } = DEPLOYMENTS['with odd characters']?.download ?? {};
    const command = shellCommand('with odd characters', 'curl')
      .replaceAll('/root/', `${folder}/`)
      .replaceAll('/usr/local/bin/', `${folder}/`);
    const env = { PATH: `${bin}:${process.env.PATH}`, LC_ALL: 'C' };
    await expect(run('sh', ['-c', command], { env })).rejects.toThrow('checksum did NOT match');
    await expect(stat(join(folder, 'porthole-exit'))).rejects.toThrow('ENOENT');
    const right = createHash('sha256').update(url).digest('hex');
    await run('sh', ['-c', command.replaceAll(sha256, right)], { env });
    expect(await readFile(join(folder, 'porthole-exit'), 'utf8')).toBe(url);
    expect((await stat(join(folder, 'porthole-exit'))).mode & 0o777).toBe(0o755);
  });
});
