import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { harValidator } from '../../electron/engine/requests/testing/har-validator.ts';
import { connectLocally, type LocalClient } from '../../electron/rpc/local-endpoint.ts';
import { NODE, ROOT } from '../../scripts/setup/checkout.js';
import type { RequestDetail, RequestSummary } from '../../shared/contract/captured-request.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import type { ChildProgram } from '../fixtures/child-program.ts';
import { eventually } from '../fixtures/eventually.ts';
import { butNoFinder, listen, type NodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';

/** Each runs a dozen programs one after the other, on two busy cores. */
const CHAIN_MS = 180_000;
vi.setConfig({ testTimeout: CHAIN_MS, hookTimeout: CHAIN_MS });

const run = promisify(execFile);
const processes = new Processes();

/** What the service was sent, newest last. */
const received: { line: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
let dataDir: string;
let serve: ChildProgram;
let upstream: NodeUpstream;
let url: string;

beforeAll(async () => {
  dataDir = await processes.temporaryFolder();
  const exit = await startExit(processes);
  upstream = await listen(http.createServer(butNoFinder((request, response) => void answer(request, response))));
  await startServe();
  url = await asApp(async (app) => {
    const { id: serverId } = await app.servers.join({
      joinLink: formatJoinLink({ server: exit.controlUrl, token: TOKEN }),
    });
    const { publicUrl = '' } = await app.tunnels.share({ target: String(upstream.port), name: 'shop', serverId });
    return publicUrl;
  });
  await visit(`${url}/order?n=1`, { method: 'POST', headers: { 'X-OdD': "it's one" }, body: 'one "tea" $HOME' });
  await visit(`${url}/missing`, { headers: { cookie: 'session=s3cret' } });
  await visit(`${url}/slow`);
  await eventually(
    'all are captured',
    async () => (await listed()).every(({ state }) => state === 'done') && (await listed()).length === 3,
  );
});

afterAll(async () => {
  await processes.end();
  await upstream.close();
});

async function answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const { method, url: path = '', headers } = request;
  received.push({ line: `${method} ${path}`, headers, body: Buffer.concat(chunks).toString() });
  response.statusCode = path === '/missing' ? 404 : 200;
  const wait = path === '/slow' ? SLOW_MS : 0;
  setTimeout(() => response.end(`answer to ${path}`), wait);
}

/** Longer than the others take, where the machine does not stall. */
const SLOW_MS = 3_000;

async function startServe(): Promise<void> {
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', dataDir];
  serve = await processes.startEntry('cli/main.ts', args, { ready: /^Porthole is ready at / });
}

async function asApp<T>(act: (app: LocalClient['client']) => Promise<T>): Promise<T> {
  const local = await eventually('the app answers on its local socket', () => connectLocally(dataDir));
  try {
    return await act(local.client);
  } finally {
    local.close();
  }
}

/** Runs `porthole requests ARGS` to its end, as a person does beside the running app. */
async function requests(...args: string[]): Promise<string> {
  const line = [join(ROOT, 'cli/main.ts'), 'requests', ...args, '--data-dir', dataDir];
  return (await run(NODE, line, { cwd: ROOT })).stdout;
}

async function failure(...args: string[]): Promise<[code: number, words: string]> {
  const ended = await requests(...args).then(
    () => undefined,
    (error: { code: number; stderr: string }) => error,
  );
  return [ended?.code ?? 0, ended?.stderr ?? ''];
}

async function listed(...flags: string[]): Promise<RequestSummary[]> {
  const lines = (await requests('list', '--json', ...flags)).split('\n').filter((text) => text !== '');
  return lines.map((text) => JSON.parse(text));
}

const paths = async (...flags: string[]) => (await listed(...flags)).map(({ path }) => path);

async function idOf(path: string): Promise<string> {
  const [found] = await listed('--path', path);
  return String(found?.id);
}

test('list shows the newest first, and what is searched for by each flag', async () => {
  const table = (await requests()).split('\n');
  expect(table[0]).toMatch(/^ID +TIME +METHOD +STATUS +MS +PATH$/);
  expect(table[1]).toMatch(/ GET +200 +\d+\.\d +\/slow$/);
  expect(table[3]).toMatch(/ POST +200 .* \/order\?n=1$/);
  expect(await paths('--method', 'POST')).toEqual(['/order?n=1']);
  expect(await paths('--status', '404')).toEqual(['/missing']);
  expect(await paths('--status', '2xx')).toEqual(['/slow', '/order?n=1']);
  expect(await paths('--text', 'one "tea"')).toEqual(['/order?n=1']);
  expect(await paths('--path', '/mis')).toEqual(['/missing']);
  const slow = (await listed()).filter(({ durationMs = 0 }) => durationMs >= SLOW_MS - 100).map(({ path }) => path);
  expect(slow).toContain('/slow');
  expect(await paths('--min-ms', String(SLOW_MS - 100))).toEqual(slow);
  expect(await paths('--since', '1h', '--until', '1s', '--limit', '1')).toHaveLength(1);
  expect(await paths('--until', '1h')).toEqual([]);
  expect(await paths('--tunnel', 'shop')).toHaveLength(3);
  expect(await failure('list', '--tunnel', 'blog')).toEqual([2, expect.stringContaining('is none of your tunnels')]);
  expect(await failure('list', '--since', 'noon')).toEqual([2, expect.stringContaining('--since "noon" is neither')]);
});

test('show has the whole of one request, as text and as JSON, and nothing that was masked', async () => {
  const text = await requests('show', await idOf('/missing'));
  expect(text).toContain('GET /missing HTTP/1.1');
  expect(text).toContain('(masked, not kept)');
  expect(text).toContain('HTTP/1.1 404 Not Found');
  expect(text).toContain('answer to /missing');
  expect(text).not.toContain('s3cret');
  const detail: RequestDetail = JSON.parse(await requests('show', await idOf('/order'), '--json'));
  expect(atob(detail.requestBody.base64)).toBe('one "tea" $HOME');
  expect(await failure('show', '999999')).toEqual([1, expect.stringContaining('no longer kept')]);
});

test('replay sends it to the service again, as it was or changed, and says what is missing', async () => {
  const order = await idOf('/order');
  const again: RequestDetail = JSON.parse(await requests('replay', order, '--json'));
  expect(again).toMatchObject({ replayOf: Number(order), status: 200, state: 'done' });
  expect(received.at(-1)).toMatchObject({
    line: 'POST /order?n=1',
    body: 'one "tea" $HOME',
    headers: { 'x-odd': "it's one" },
  });
  const file = join(await processes.temporaryFolder(), 'body');
  await writeFile(file, 'two teas\n');
  const edit = ['--method', 'PUT', '--path', '/order/2', '--header', 'X-Odd: two', '--header', 'X-New: three'];
  expect(await requests('replay', order, ...edit, '--data', `@${file}`)).toContain('PUT /order/2 HTTP/1.1');
  expect(received.at(-1)).toMatchObject({
    line: 'PUT /order/2',
    body: 'two teas\n',
    headers: { 'x-odd': 'two', 'x-new': 'three' },
  });
  const missing = await idOf('/missing');
  expect(await failure('replay', missing)).toEqual([
    1,
    expect.stringContaining('What cookie said was not kept: give it with'),
  ]);
  await requests('replay', missing, '--header', 'Cookie: session=other');
  expect(received.at(-1)).toMatchObject({ line: 'GET /missing', headers: { cookie: 'session=other' } });
  await requests('replay', missing, '--header', 'Cookie:');
  expect(received.at(-1)?.headers).not.toHaveProperty('cookie');
});

test('curl prints a command by which a real curl sends the same through the public URL', async () => {
  const command = await requests('curl', await idOf('/order?n'));
  const { stdout } = await run('sh', ['-c', command]);
  expect(stdout).toBe('answer to /order?n=1');
  expect(received.at(-1)).toMatchObject({
    line: 'POST /order?n=1',
    body: 'one "tea" $HOME',
    headers: { 'x-odd': "it's one" },
  });
});

test('har is valid HAR 1.2 of what is searched for', async () => {
  const log = JSON.parse(await requests('har', '--status', '404'));
  expect(harValidator()(log)).toEqual([]);
  expect(log.log.entries.length).toBeGreaterThan(0);
  for (const { request, response } of log.log.entries) {
    expect([request.url, response.status]).toEqual([`${url}/missing`, 404]);
  }
  expect(JSON.stringify(log)).not.toContain('s3cret');
});

test('they are gone after a restart, unless they are wanted on the disk, and when they are cleared', async () => {
  const restart = async () => {
    await serve.stop();
    await startServe();
    await eventually('the tunnel is open again', async () => (await visit(`${url}/again`)).status === 200);
  };
  await restart();
  expect(new Set(await paths())).toEqual(new Set(['/again']));
  await asApp((app) => app.requests.settings.update({ keepOnDisk: true }));
  await visit(`${url}/kept`);
  await eventually('it is captured', async () => (await paths('--path', '/kept')).length === 1);
  await restart();
  expect(await paths('--path', '/kept')).toEqual(['/kept']);
  await requests('clear');
  expect(await paths()).toEqual([]);
  expect(await requests()).toMatch(/^No requests: /);
});
