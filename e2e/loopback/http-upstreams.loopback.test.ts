import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { startNginx } from '../fixtures/nginx.ts';
import { listen, type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, startExit, startShare } from '../fixtures/porthole.ts';
import { Processes, withFreePort } from '../fixtures/processes.ts';
import { writeRandomFile } from '../fixtures/random-file.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import { openVisit, visit } from '../fixtures/visit.ts';

const FILE_MEGABYTES = 64;
const processes = new Processes();
const upstreams: NodeUpstream[] = [];
let exit: ExitProgram;

beforeAll(async () => {
  exit = await startExit(processes);
});

afterAll(async () => {
  await processes.end();
  for (const upstream of upstreams) await upstream.close();
});

async function share(target: number, name: string): Promise<URL> {
  return (await startShare(processes, target, exit, ['--name', name])).publicUrl;
}

async function shareListener(name: string, listener: Parameters<typeof startNodeUpstream>[0]): Promise<URL> {
  const upstream = await startNodeUpstream(listener);
  upstreams.push(upstream);
  return share(upstream.port, name);
}

describe.skipIf(!isInstalled('nginx'))('nginx', () => {
  let url: URL;
  let sha256: string;

  beforeAll(async () => {
    const folder = await processes.temporaryFolder();
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>A site</title><h1>It is served by nginx</h1>');
    sha256 = await writeRandomFile(join(folder, 'big.bin'), FILE_MEGABYTES);
    const { port } = await startNginx(processes, { server: `root ${folder};` });
    url = await share(port, 'nginx');
  });

  test('its site is served with its fields as they are', async () => {
    const page = await visit(url);
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html');
    expect(page.headers.server).toMatch(/^nginx/);
    expect(page.body.toString()).toContain('It is served by nginx');
    expect((await visit(new URL('/none', url))).status).toBe(404);
    expect((await visit(url, { headers: { 'if-none-match': page.headers.etag ?? '' } })).status).toBe(304);
    const head = await visit(url, { method: 'HEAD' });
    expect([head.headers['content-length'], head.body.length]).toEqual([page.headers['content-length'], 0]);
  });

  test('a file of 64 MiB arrives whole, and so do eight at once and a range of it', async () => {
    const file = new URL('/big.bin', url);
    expect((await visit(file)).sha256).toBe(sha256);
    const all = await Promise.all(Array.from({ length: 8 }, () => visit(file)));
    expect(all.map((answer) => answer.sha256)).toEqual(Array(8).fill(sha256));
    const range = await visit(file, { headers: { range: 'bytes=1000000-1000999' } });
    expect([range.status, range.body.length]).toEqual([206, 1000]);
  });
});

test('an upload of 64 MiB arrives whole, with a length and chunked', async () => {
  const path = join(await processes.temporaryFolder(), 'upload.bin');
  const sha256 = await writeRandomFile(path, FILE_MEGABYTES);
  const url = await shareListener('upload', namedHash('node'));
  const chunked = await visit(new URL('/chunked', url), { method: 'POST', body: createReadStream(path) });
  expect(chunked.body.toString()).toBe(`node /chunked ${sha256}`);
  const headers = { 'content-length': FILE_MEGABYTES * 1024 * 1024 };
  const counted = await visit(new URL('/counted', url), { method: 'PUT', headers, body: createReadStream(path) });
  expect(counted.body.toString()).toBe(`node /counted ${sha256}`);
});

test("Python's http.server, which speaks HTTP/1.0, serves a file", async () => {
  const folder = await processes.temporaryFolder();
  const sha256 = await writeRandomFile(join(folder, 'file.bin'), 2);
  const port = await withFreePort(async (free) => {
    const args = ['-u', '-m', 'http.server', String(free), '--bind', '127.0.0.1'];
    await processes.start('python3', args, { cwd: folder, ready: /Serving HTTP/ });
    return free;
  });
  const url = await share(port, 'python');
  expect((await visit(new URL('/file.bin', url))).sha256).toBe(sha256);
  expect((await visit(new URL('/none', url))).status).toBe(404);
});

test('each server-sent event reaches the visitor before the next is sent, 20 in a row', async () => {
  let sendNext = () => {};
  const url = await shareListener('sse', (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    let count = 0;
    sendNext = () => {
      count += 1;
      response.write(`id: ${count}\ndata: event ${count}\n\n`);
      if (count === 20) response.end();
    };
    response.flushHeaders();
  });
  const response = await openVisit(url);
  const received: string[] = [];
  sendNext();
  // The next event is sent only once this one is here: any buffering on the way would stop the row for ever.
  for await (const chunk of response) {
    received.push(chunk.toString());
    if (received.length < 20) sendNext();
  }
  expect(received).toEqual(Array.from({ length: 20 }, (_, i) => `id: ${i + 1}\ndata: event ${i + 1}\n\n`));
});

test('a WebSocket echoes 1 MiB and 1,000 small messages in order', async () => {
  const server = createServer();
  const echo = new WebSocketServer({ server, maxPayload: 4 * 1024 * 1024 });
  echo.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
  const upstream = await listen(server);
  upstreams.push(upstream);
  const url = await share(upstream.port, 'echo');
  const socket = new WebSocket(`ws://127.0.0.1:${url.port}/`, { headers: { host: url.host } });
  const received: Buffer[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  socket.on('error', reject);
  socket.on('message', (data: Buffer) => {
    received.push(data);
    if (received.length === 1001) resolve();
  });
  await new Promise((opened) => socket.once('open', opened));
  const megabyte = Buffer.alloc(1024 * 1024, 'porthole');
  socket.send(megabyte);
  for (let i = 0; i < 1000; i += 1) socket.send(`message ${i}`);
  await promise;
  expect(received[0]?.equals(megabyte)).toBe(true);
  expect(received.slice(1).map(String)).toEqual(Array.from({ length: 1000 }, (_, i) => `message ${i}`));
  const closed = new Promise((done) => socket.once('close', done));
  socket.close();
  await closed;
  echo.close();
});

test('the service learns the visitor and the public host, and not what the visitor claims', async () => {
  const url = await shareListener('forwarded', (request, response) => response.end(JSON.stringify(request.headers)));
  const answer = await visit(url, { headers: { 'x-forwarded-for': '1.2.3.4', 'x-forwarded-proto': 'https' } });
  expect(JSON.parse(answer.body.toString())).toMatchObject({
    host: url.host,
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'http',
    'x-forwarded-host': url.host,
  });
});
