import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEngine } from '../../electron/engine/engine.ts';
import { KeyFileCipher } from '../../electron/engine/secrets/key-file-cipher.ts';
import { settingsFileOf } from '../../electron/engine/settings/settings-file-of.ts';
import { LocalEndpoint } from '../../electron/rpc/local-endpoint.ts';
import { createRouter } from '../../electron/rpc/router.ts';
import { startEmbeddedExit } from '../../exit/embedded-exit.ts';
import { NODE, ROOT } from '../../scripts/setup/checkout.js';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { LicenceIssuer } from '../fixtures/licence-issuer.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, startExit, startShare, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

/** Each runs up to a dozen programs one after the other, on two busy cores. */
const CHAIN_MS = 180_000;
vi.setConfig({ testTimeout: CHAIN_MS, hookTimeout: CHAIN_MS });

const run = promisify(execFile);
const processes = new Processes();
const QUIET = { debug() {}, info() {}, warn() {}, error() {} };

let folder: string;
let issuer: LicenceIssuer;
let upstream: NodeUpstream;
let exit: ExitProgram;

/** Runs `porthole licence …` of an app's data folder to its end. */
async function app(dataDir: string, ...args: string[]) {
  const ended = await run(NODE, ['cli/main.ts', 'licence', ...args, '--data-dir', dataDir], { cwd: ROOT }).catch(
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
  const { stdout, stderr } = ended;
  return { code: 'code' in ended ? ended.code : 0, stdout, stderr };
}

const asFile = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, `${text}\n`, { mode: 0o600 });
  return path;
};

const startRefused = (...flags: string[]) => {
  const where = ['--server', exit.controlUrl, '--token-file', exit.tokenFile];
  return processes.startEntry('cli/main.ts', ['share', String(upstream.port), ...where, ...flags]);
};

beforeEach(async () => {
  folder = await processes.temporaryFolder();
  upstream = await startNodeUpstream((_request, response) => response.end('hello'));
  issuer = await LicenceIssuer.make(processes, 'Example Exits');
  exit = await startExit(processes, {}, ['--data-dir', issuer.folder, '--require-licence']);
});

afterEach(async () => {
  await processes.end();
  await upstream.close();
});

test('shares need a licence, run on when it ends, and say in plain words why another one does not start', async () => {
  const without = await startRefused();
  expect(await without.ended).toBe(1);
  expect(without.stderr.join('\n')).toContain('This exit server asks for a licence');
  const { id, licence } = await issuer.licence('issue', '--holder', 'Ada', '--tunnels', '1', '--expires', '1h');
  const file = await asFile('ada.licence', licence);
  const share = await startShare(processes, upstream.port, exit, ['--name', 'hello', '--licence-file', file]);
  const second = await startRefused('--name', 'second', '--licence-file', file);
  expect(await second.ended).toBe(1);
  expect(second.stderr.join('\n')).toContain('is for one tunnel at once');
  await issuer.licence('revoke', id);
  expect((await visit(share.publicUrl)).body.toString()).toBe('hello');
  const late = await startRefused('--licence-file', file);
  expect(await late.ended).toBe(2);
  expect(late.stderr).toHaveLength(1);
  expect(late.stderr[0]).toMatch(/^porthole: This licence was revoked on .*: ask its issuer for another one\.$/);
});

test('a subscription has as many places as were bought, and a share gives its own back', async () => {
  const { key } = await issuer.licence('issue', '--holder', 'Ada', '--subscription', '--devices', '1');
  const file = await asFile('ada.key', key.toLowerCase());
  const first = await startShare(processes, upstream.port, exit, ['--name', 'one', '--licence-file', file]);
  const second = await startRefused('--name', 'two', '--licence-file', file);
  expect(await second.ended).toBe(2);
  expect(second.stderr[0]).toMatch(
    /^porthole: This subscription is for one computer, and is in use on .*: remove it there first/,
  );
  await first.program.stop();
  expect((await issuer.licence('list'))[0].devices).toEqual({ max: 1, active: [] });
});

test('porthole licence adds, lists and removes, of a folder and of the app that runs with it', async () => {
  const dataDir = await processes.temporaryFolder();
  const start = () =>
    createEngine({
      ...{ dataDir, settings: settingsFileOf(dataDir), cipher: KeyFileCipher.of(dataDir) },
      ...{ startEmbeddedExit, log: QUIET, version: '0.0.0-test' },
    });
  const before = start();
  await before.load();
  await before.servers.join(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
  await before.stop();

  const { id, licence } = await issuer.licence('issue', '--holder', 'Ada', '--plan', 'Studio', '--expires', '1h');
  const file = await asFile('ada.licence', licence);
  expect(await app(dataDir, 'add', file, '--server', 'nobody')).toMatchObject({
    ...{ code: 2, stderr: 'porthole: --server "nobody" is none of the app’s servers; the servers are 127.0.0.1.\n' },
  });
  const added = await app(dataDir, 'add', file, '--server', exit.controlUrl);
  expect(added.stdout).toMatch(new RegExp(`^added ${id}, "Studio" of Example Exits\\. It is valid until .*\\.\\n$`));

  const running = start();
  const endpoint = await LocalEndpoint.open(dataDir, createRouter(running, { shell: 'browser', version: '0' }), QUIET);
  try {
    await running.start();
    expect((await app(dataDir, 'list')).stdout).toMatch(
      new RegExp(`^${id}  Studio of Example Exits, for Ada, ….{4}: valid\\. `),
    );
    const wrong = await asFile('wrong.licence', 'ABCD-EFGH');
    expect(await app(dataDir, 'add', wrong)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^porthole: This is no licence key: .*\n$/),
    });
    expect((await app(dataDir, 'remove', id)).stdout).toBe(`removed ${id}, "Studio"\n`);
    expect(running.licences.licences.value).toEqual([]);
    expect(await app(dataDir, 'remove', id)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('There is no licence'),
    });
  } finally {
    await endpoint.close();
    await running.stop();
  }
});
