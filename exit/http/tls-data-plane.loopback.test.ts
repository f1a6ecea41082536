import { createHash } from 'node:crypto';
import { connect as connectPlain, type Socket } from 'node:net';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AccessLog } from '../access-log/access-log.ts';
import type { LineWriter } from '../access-log/line-writer.ts';
import { ask } from '../testing/ask.ts';
import { askHttps } from '../testing/ask-https.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { TEST_CERTIFICATE, TestCertificates } from '../testing/test-certificates.ts';
import { startTestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

let scene: HttpScene;
const logged: string[] = [];
const writer = { write: (line: string) => logged.push(line) } as unknown as LineWriter;
const sockets: Socket[] = [];

beforeAll(async () => {
  scene = await HttpScene.start({
    domain: 'exit.test',
    accessLog: new AccessLog({ format: 'json', withQuery: false }, writer),
    httpAddr: { host: '127.0.0.1', port: 0 },
    tls: {
      data: new TestCertificates(),
      challenges: { answerFor: (token) => (token === 'tok-1' ? 'tok-1.thumbprint' : undefined) },
    },
  });
});
afterAll(() => scene.end());
afterEach(() => {
  scene.endVisits();
  logged.length = 0;
  for (const socket of sockets.splice(0)) socket.destroy();
});

/** The lines of the access log, without those of the finder of another test's app, which asks for the address and not for a name. */
function requests(): Record<string, unknown>[] {
  const lines = logged.map((line): Record<string, unknown> => JSON.parse(line));
  return lines.filter(({ host }) => !String(host).startsWith('127.0.0.1'));
}

function redirectPort(): number {
  return Number(scene.exit.httpAddr?.split(':')[1]);
}

/** Connects and waits for the handshake. Rejects with the socket's error. */
function visitTls(options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      port: scene.exit.dataPort,
      host: '127.0.0.1',
      ca: TEST_CERTIFICATE,
      servername: 'one.exit.test',
      ...options,
    });
    sockets.push(socket);
    socket.once('secureConnect', () => resolve(socket));
    socket.on('error', reject);
  });
}

/** Gathers what comes until the connection ends, and how it ends. */
async function readAll(socket: Socket): Promise<{ text: string; error: string | undefined }> {
  let text = '';
  let error: string | undefined;
  socket.setEncoding('latin1');
  socket.on('data', (part) => {
    text += part;
  });
  socket.on('error', (failure: NodeJS.ErrnoException) => {
    error = failure.code;
  });
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return { text, error };
}

describe('the data plane over TLS', () => {
  it('serves HTTP/1.1 and tells upstreams and clients that it is HTTPS', async () => {
    const body = 'x'.repeat(300_000);
    const answer = await askHttps(scene.exit.dataPort, 'one.exit.test', '/post', { method: 'POST', body });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toMatchObject({
      url: '/post',
      sha256: createHash('sha256').update(body).digest('hex'),
      headers: { 'x-forwarded-proto': 'https', 'x-forwarded-for': '127.0.0.1' },
    });
    const opened = await scene.client.request({ name: 'url' });
    expect(opened).toMatchObject({ publicUrl: `https://url.exit.test:${scene.exit.dataPort}` });
  });

  it.each(['TLSv1.2', 'TLSv1.3'] as const)('speaks %s', async (version) => {
    const socket = await visitTls({ minVersion: version, maxVersion: version, ALPNProtocols: ['http/1.1'] });
    expect(socket.getProtocol()).toBe(version);
    expect(socket.alpnProtocol).toBe('http/1.1');
  });

  it('serves a visitor that names no server and offers no protocol', async () => {
    const socket = await visitTls({ servername: '', checkServerIdentity: () => undefined });
    socket.write('GET /chunked HTTP/1.1\r\nHost: one.exit.test\r\nConnection: close\r\n\r\n');
    expect((await readAll(socket)).text).toMatch(/^HTTP\/1\.1 200 OK\r\n[\s\S]*first,[\s\S]*second/);
  });

  it('answers an unknown name with unrecognized_name, and rubbish with decode_error', async () => {
    await expect(visitTls({ servername: 'elsewhere.test' })).rejects.toThrow(/unrecognized name/);
    const rubbish = connectPlain(scene.exit.dataPort, '127.0.0.1');
    sockets.push(rubbish);
    rubbish.write(Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]));
    expect(Buffer.from((await readAll(rubbish)).text, 'latin1')).toEqual(Buffer.from([21, 3, 3, 0, 2, 2, 50]));
  });

  it('ends a handshake with nothing in common, and goes on serving', async () => {
    await expect(visitTls({ ALPNProtocols: ['imap'] })).rejects.toThrow(/no application protocol/);
    expect((await askHttps(scene.exit.dataPort, 'one.exit.test')).status).toBe(200);
  });

  it('ends a connection whose records break after the handshake', async () => {
    const raw = connectPlain(scene.exit.dataPort, '127.0.0.1');
    sockets.push(raw);
    const secure = await visitTls({ socket: raw });
    const ended = readAll(secure);
    raw.write(Buffer.from([23, 3, 3, 0, 20, ...Buffer.alloc(20)]));
    expect((await ended).text).toBe('');
    await until(() => scene.exit.server.status().visitorConnections === 0, 'the end of the connection');
  });

  it('resumes a session', async () => {
    const first = await visitTls();
    const session = await new Promise<Buffer>((resolve) => {
      first.once('session', resolve);
      // Tickets of TLS 1.3 come with the first bytes that are read.
      first.resume();
    });
    const second = await visitTls({ session });
    expect(second.isSessionReused()).toBe(true);
  });

  it('resets the connection of an answer that breaks off', async () => {
    const socket = await visitTls();
    const ended = readAll(socket);
    socket.write('GET /break HTTP/1.1\r\nHost: one.exit.test\r\n\r\n');
    const { text, error } = await ended;
    expect(text.startsWith('HTTP/1.1 200') ? 'head' : text).toMatch(/^(head)?$/);
    expect(error).toBe('ECONNRESET');
  });

  it('carries an upgraded connection, and its bytes both ways', async () => {
    const socket = await visitTls({ ALPNProtocols: ['http/1.1'] });
    const bulk = 'y'.repeat(1_000_000);
    let text = '';
    socket.setEncoding('latin1').on('data', (part) => {
      text += part;
    });
    socket.write('GET / HTTP/1.1\r\nHost: one.exit.test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n');
    await until(() => text.includes('hello,'), 'the upgrade');
    socket.end(bulk);
    await until(() => text.endsWith(bulk), 'the echo');
    await until(() => socket.readableEnded, 'the end');
  });
});

describe('plain HTTP', () => {
  it('on either port is sent to the same place over HTTPS', async () => {
    for (const port of [scene.exit.dataPort, redirectPort()]) {
      const answer = await ask(port, `one.exit.test:${port}`, '/a%20b?c=d', { method: 'POST', body: 'lost' });
      expect(answer).toMatchObject({
        status: 308,
        headers: { location: `https://one.exit.test:${scene.exit.dataPort}/a%20b?c=d` },
      });
    }
  });

  it('gets the answers to ACME challenges that are open', async () => {
    for (const port of [scene.exit.dataPort, redirectPort()]) {
      const open = await ask(port, 'one.exit.test', '/.well-known/acme-challenge/tok-1');
      expect(open).toMatchObject({ status: 200, text: 'tok-1.thumbprint' });
      const other = await ask(port, 'one.exit.test', '/.well-known/acme-challenge/tok-2');
      expect(other.status).toBe(308);
    }
  });

  it('that asks for the head of a challenge gets no body', async () => {
    const visitor = scene.visit();
    visitor.write('HEAD /.well-known/acme-challenge/tok-1 HTTP/1.1\r\nHost: one.exit.test\r\n\r\n');
    await visitor.isEnded();
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 .*\r\nContent-Length: 16\r\n.*\r\n\r\n$/s);
  });

  it('that is malformed is refused', async () => {
    const visitor = scene.visit();
    visitor.write('GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n');
    await visitor.isEnded();
    expect(visitor.text).toMatch(/^HTTP\/1\.1 400 /);
    const old = scene.visit();
    old.write('GET / HTTP/1.0\r\n\r\n');
    await old.isEnded();
    expect(old.text).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('is in the access log, whatever it is answered', async () => {
    const answer = await ask(redirectPort(), 'one.exit.test', '/a?secret', { method: 'POST', body: 'lost' });
    await ask(redirectPort(), 'one.exit.test', '/.well-known/acme-challenge/tok-1');
    const visitor = scene.visit();
    visitor.write('no HTTP\r\n\r\n');
    await visitor.isEnded();
    const lines = requests();
    const one = { visitor: '127.0.0.1', host: 'one.exit.test', ms: 0 };
    expect(lines).toMatchObject([
      { ...one, method: 'POST', path: '/a', status: 308 },
      { ...one, method: 'GET', path: '/.well-known/acme-challenge/tok-1', status: 200 },
      { method: '', host: '', path: '', status: 400 },
    ]);
    expect(lines[0]?.out).toBeGreaterThan(JSON.stringify(answer.headers.location).length);
    expect(lines[0]?.in).toBeGreaterThan('POST /a?secret HTTP/1.1'.length);
  });

  it('behind trusted proxies is logged with the visitor that they tell of', async () => {
    const exit = await startTestExit({
      domain: 'exit.test',
      tls: { data: new TestCertificates() },
      limits: { trustedProxyDepth: 1 },
      accessLog: new AccessLog({ format: 'json', withQuery: false }, writer),
    });
    await ask(exit.dataPort, 'one.exit.test', '/', { headers: { 'X-Forwarded-For': '203.0.113.9' } });
    await exit.server.close();
    expect(requests().map(({ visitor }) => visitor)).toEqual(['203.0.113.9']);
  });
});
