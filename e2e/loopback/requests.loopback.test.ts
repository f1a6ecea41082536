import { createHash, createHmac, randomBytes } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MemorySettingsFile } from '../../cli/memory-settings-file.ts';
import type { Engine } from '../../electron/engine/engine.ts';
import type { RequestDetail, RequestFilter, RequestSummary } from '../../shared/contract/captured-request.ts';
import { echoSockets } from '../fixtures/echo-sockets.ts';
import { eventually } from '../fixtures/eventually.ts';
import { butNoFinder, listen, type NodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';

const KEPT = 64 * 1024;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const decode = (base64: string) => Buffer.from(base64, 'base64');

/** A real engine over a real exit server process, in front of a real service. */
describe('captured requests', () => {
  const processes = new Processes();
  const download = randomBytes(200_000);
  /** What the service was sent, newest last. */
  const received: { method: string; url: string; headers: http.IncomingHttpHeaders; body: Buffer }[] = [];
  const kept = { dataDir: '', settings: new MemorySettingsFile() };
  let exit: ExitProgram;
  let engine: Engine;
  let upstream: NodeUpstream;
  let url: string;

  beforeAll(async () => {
    kept.dataDir = await processes.temporaryFolder();
    exit = await startExit(processes);
    engine = await startEngine(exit, kept);
    const server = http.createServer(butNoFinder((request, response) => void serve(request, response)));
    echoSockets(server);
    upstream = await listen(server);
    url = await share(upstream.port);
  });

  afterAll(async () => {
    await engine.stop();
    await upstream.close();
    await processes.end();
  });

  async function share(port: number): Promise<string> {
    const serverId = engine.servers.servers.value.find(({ embedded }) => !embedded)?.id;
    const { publicUrl = '' } = await engine.tunnels.share({ target: String(port), kind: 'http', serverId });
    return publicUrl;
  }

  async function serve(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method = '', url: target = '', headers } = request;
    received.push({ method, url: target, headers, body: Buffer.concat(chunks) });
    if (target === '/breaks') {
      response.writeHead(200, { 'Content-Length': 100 });
      response.write('half', () => response.destroy());
    } else if (target === '/download') {
      // No length: Node sends it in chunks.
      response.setHeader('Set-Cookie', 'session=s3cret');
      response.write(download.subarray(0, 50_000));
      response.end(download.subarray(50_000));
    } else if (target === '/waits') {
      response.write('one');
    } else {
      response.end(`got ${sha256(Buffer.concat(chunks))}`);
    }
  }

  /** Waits until a request that fits is captured whole. */
  async function captured(
    filter: RequestFilter,
    fits: (found: RequestSummary) => boolean = ({ state }) => state !== 'open',
  ) {
    let detail: RequestDetail | undefined;
    await eventually('the request is captured', async () => {
      const found = (await engine.requests.log.query(filter, undefined, 10)).find(fits);
      detail = found && (await engine.requests.log.get(found.id));
      return detail !== undefined;
    });
    if (!detail) throw new Error('nothing was captured');
    return detail;
  }

  test('have both heads as they came, the first bytes of both bodies, their sizes and their times', async () => {
    const upload = randomBytes(150_000);
    const answer = await visit(`${url}/upload?a=b`, {
      method: 'PUT',
      headers: { 'X-OdD': 'one', Authorization: 'Bearer s3cret', 'Content-Length': upload.length },
      body: upload,
    });
    expect(answer.body.toString()).toBe(`got ${sha256(upload)}`);
    const detail = await captured({ path: '/upload' });
    expect(detail).toMatchObject({
      method: 'PUT',
      path: '/upload?a=b',
      status: 200,
      state: 'done',
      visitor: '127.0.0.1',
    });
    expect(detail.requestFields).toContainEqual(['X-OdD', 'one']);
    expect(detail.requestFields).toContainEqual(['Authorization', null]);
    expect(detail.requestBody).toMatchObject({ size: upload.length, cut: true });
    expect(sha256(decode(detail.requestBody.base64))).toBe(sha256(upload.subarray(0, KEPT)));
    expect(decode(detail.answerBody.base64).toString()).toBe(answer.body.toString());
    expect(detail.firstByteMs).toBeLessThanOrEqual(detail.durationMs ?? 0);
    expect(detail.noReplay).toContain('150000 bytes');
  });

  test('have a chunked body without its framing, and no cookie', async () => {
    const answer = await visit(`${url}/download`);
    expect(answer.sha256).toBe(sha256(download));
    const { answerBody, answerFields } = await captured({ path: '/download' });
    expect(answerBody).toMatchObject({ size: download.length, cut: true });
    expect(sha256(decode(answerBody.base64))).toBe(sha256(download.subarray(0, KEPT)));
    expect(answerFields).toContainEqual(['Set-Cookie', null]);
  });

  test('say who broke off: the service, or the visitor', async () => {
    await expect(visit(`${url}/breaks`)).rejects.toThrow();
    const broken = await captured({ path: '/breaks' });
    expect([broken.state, decode(broken.answerBody.base64).toString()]).toEqual(['aborted', 'half']);
    const { port, hostname } = new URL(url);
    const visitor = net.connect(Number(port), '127.0.0.1');
    visitor.on('error', () => {});
    visitor.write(`GET /waits HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    await new Promise((resolve) => visitor.once('data', resolve));
    // While it lasts it is shown as lasting.
    expect((await captured({ path: '/waits' }, ({ state }) => state === 'open')).status).toBe(200);
    // A plain end would leave it open: a visitor may end their side and still wait for the answer.
    visitor.resetAndDestroy();
    expect((await captured({ path: '/waits' })).state).toBe('aborted');
  });

  test('have the messages of a WebSocket both ways', async () => {
    const { port, host } = new URL(url);
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, { headers: { host } });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const echoed: string[] = [];
    for (const text of ['hello', 'Grüße', 'x'.repeat(70_000)]) {
      socket.send(text);
      const [data] = await new Promise<[Buffer]>((resolve) =>
        socket.once('message', (message) => resolve([message as Buffer])),
      );
      echoed.push(data.toString());
    }
    socket.close();
    await new Promise((resolve) => socket.once('close', resolve));
    const detail = await captured({ status: 101 });
    expect(detail).toMatchObject({ webSocket: true, messagesFromVisitor: 3, messagesFromService: 3, state: 'done' });
    const texts = detail.messages.filter(({ kind }) => kind === 'text');
    expect(texts.map(({ from, size }) => `${from} ${size}`).toSorted()).toEqual(
      ['service 5', 'service 7', 'service 70000', 'visitor 5', 'visitor 7', 'visitor 70000'].toSorted(),
    );
    expect(decode(texts[0]?.base64 ?? '').toString()).toBe('hello');
    expect(detail.noReplay).toContain('WebSocket');
    expect(echoed).toHaveLength(3);
  });

  test('are sent again, straight to the service, as they came or edited, and say whose replay they are', async () => {
    const body = randomBytes(1_000);
    await visit(`${url}/hook`, { method: 'POST', headers: { 'X-OdD': 'one', 'Content-Length': body.length }, body });
    const first = await captured({ path: '/hook' });
    const again = await engine.requests.log.get(await engine.requests.replay(first.id, {}));
    expect(again).toMatchObject({ replayOf: first.id, status: 200, state: 'done', visitor: '' });
    expect(decode(again.answerBody.base64).toString()).toBe(`got ${sha256(body)}`);
    expect(received.at(-1)?.headers).toMatchObject({ 'x-odd': 'one', host: new URL(url).host });
    const edit = {
      method: 'PUT',
      path: '/edited',
      fields: [['X-New', 'two']] as [string, string][],
      body: btoa('other'),
    };
    await engine.requests.replay(first.id, edit);
    expect(received.at(-1)).toMatchObject({ method: 'PUT', url: '/edited', body: Buffer.from('other') });
    await visit(`${url}/private`, { headers: { cookie: 'a=b' } });
    const masked = await captured({ path: '/private' });
    await expect(engine.requests.replay(masked.id, {})).rejects.toThrow('What cookie said was not kept');
  });

  test('are checked with the secret of their sender, and signed anew', async () => {
    const secret = 'a-signing-secret';
    const sign = (time: number, body: string) =>
      `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`;
    const anHourAgo = Math.floor(Date.now() / 1000) - 3_600;
    const headers = { 'Stripe-Signature': sign(anHourAgo, '{"id":1}') };
    await visit(`${url}/signed`, { method: 'POST', headers, body: '{"id":1}' });
    const old = await captured({ path: '/signed' });
    const { id } = await engine.requests.secrets.add({ label: 'shop', provider: 'stripe', secret });
    expect(JSON.stringify(kept.settings.read())).not.toContain(secret);
    expect((await engine.requests.check(old.id, id)).result).toBe('too-old');
    const fresh = await engine.requests.replay(old.id, {}, id);
    expect((await engine.requests.check(fresh, id)).result).toBe('valid');
    const [, time = ''] = /t=(\d+)/.exec(String(received.at(-1)?.headers['stripe-signature'])) ?? [];
    expect(received.at(-1)?.headers['stripe-signature']).toBe(sign(Number(time), '{"id":1}'));
  });

  test('that the service refuses are captured with what the visitor was told', async () => {
    const parked = await listen(http.createServer());
    const away = await share(parked.port);
    await parked.close();
    const { status } = await visit(`${away}/nobody`);
    const detail = await captured({ path: '/nobody' });
    expect([status, detail.status, detail.failure]).toEqual([502, 502, 'upstream-refused']);
    const again = await engine.requests.log.get(await engine.requests.replay(detail.id, {}));
    expect(again).toMatchObject({ failure: 'upstream-refused', state: 'done' });
  });

  test('are gone after a restart, unless the user wants them kept', async () => {
    await visit(`${url}/first`);
    await captured({ path: '/first' });
    await engine.stop();
    engine = await startEngine(undefined, kept);
    const all = () => engine.requests.log.query({}, undefined, 10);
    expect(await all()).toEqual([]);
    engine.requests.changeSettings({ keepOnDisk: true });
    // The vault of this test is in memory, and forgot the token.
    const server = engine.servers.servers.value.find(({ embedded }) => !embedded);
    await engine.servers.setToken(server?.id ?? '', TOKEN);
    await eventually('the tunnel is open again', async () => (await visit(`${url}/second`)).status === 200);
    await captured({ path: '/second' });
    await engine.stop();
    engine = await startEngine(undefined, kept);
    expect((await all()).map(({ path }) => path)).toContain('/second');
  });
});
