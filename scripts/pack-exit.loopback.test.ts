import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startNodeUpstream } from '../e2e/fixtures/node-upstream.ts';
import { Processes } from '../e2e/fixtures/processes.ts';
import { isInstalled } from '../e2e/fixtures/system-program.ts';
import { visit } from '../e2e/fixtures/visit.ts';
import { parseJoinLink } from '../shared/wire/join-link.ts';
import { usualPlatform } from './pack/server-platform.ts';

/** Node's binary alone has 121 MiB: stripped it has lost more than the program adds. */
const MAX_STRIPPED_BYTES = 115 * 2 ** 20;
/** A build, and three programs one after the other, on a busy machine, ms. */
const CHAIN_MS = 180_000;
vi.setConfig({ testTimeout: CHAIN_MS });
const ANY_PORT = ['--control-addr', '127.0.0.1:0', '--data-addr', '127.0.0.1:0'];

const runsHere = usualPlatform() === `${process.platform}-${process.arch}`;
const processes = new Processes();

afterAll(() => processes.end());

describe.skipIf(!runsHere)('npm run pack:exit', () => {
  test('makes one file that serves a real share where there is no Node', async () => {
    const folder = await processes.temporaryFolder();
    const binary = join(folder, 'porthole-exit');
    const pack = await processes.startEntry('scripts/pack-exit.ts', ['--output', binary]);
    expect([await pack.ended, pack.output]).toEqual([0, expect.stringContaining('needs no Node')]);
    if (isInstalled('strip')) expect((await stat(binary)).size).toBeLessThan(MAX_STRIPPED_BYTES);

    const empty = join(folder, 'empty');
    await mkdir(empty);
    const exit = await processes.start('env', ['-i', 'PATH=/nonexistent', binary, '--dev-mode', ...ANY_PORT], {
      cwd: empty,
      ready: /^join link (.*)$/,
    });
    const { server, token } = parseJoinLink((await exit.ready)?.[1] ?? '');
    const tokenFile = join(folder, 'token');
    await writeFile(tokenFile, token, { mode: 0o600 });
    const upstream = await startNodeUpstream((_request, response) => void response.end('through one file'));
    try {
      const args = ['share', String(upstream.port), '--server', server, '--token-file', tokenFile];
      const share = await processes.startEntry('cli/main.ts', args, { ready: /^(\S+) -> \S+$/ });
      const [, publicUrl = ''] = (await share.ready) ?? [];
      expect(String((await visit(publicUrl)).body)).toBe('through one file');
      expect(await share.stop()).toBe(0);
    } finally {
      await upstream.close();
    }
    expect(await exit.stop()).toBe(0);
  });
});

test('says what is wrong with its arguments in one line', async () => {
  const pack = await processes.startEntry('scripts/pack-exit.ts', ['--platform', 'win32-x64']);
  expect([await pack.ended, pack.output]).toEqual([
    2,
    expect.stringMatching(/^There is no platform "win32-x64"\. .*$/),
  ]);
});
