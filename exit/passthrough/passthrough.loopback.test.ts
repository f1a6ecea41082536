import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2';
import { connect as connectPlain } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { FEATURES } from '../../shared/wire/messages.ts';
import { ask } from '../testing/ask.ts';
import { askHttps } from '../testing/ask-https.ts';
import { Http2Visitor } from '../testing/http2-visitor.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { SecureUpstream } from '../testing/secure-upstream.ts';
import { TestCertificates } from '../testing/test-certificates.ts';
import { TestClient, toPort } from '../testing/test-client.ts';
import { startTestExit, type TestExit } from '../testing/test-exit.ts';
import { until } from '../testing/until.ts';

const HOST = 'bank.exit.test';
const MEBIBYTE = 1024 * 1024;

let upstream: SecureUpstream;
let exit: TestExit;
let client: TestClient;
const sockets: Duplex[] = [];
const sessions: ClientHttp2Session[] = [];
const visitors: (RawVisitor | Http2Visitor)[] = [];

beforeAll(async () => {
  upstream = await SecureUpstream.start(['*.exit.test']);
});
afterAll(() => upstream.close());
afterEach(() => {
  for (const session of sessions.splice(0)) session.destroy();
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const visitor of visitors.splice(0)) visitor.destroy();
});

/** Connects and waits for the handshake with the upstream, whose certificate is verified. Rejects with the socket's error. */
function visitTls(options: ConnectionOptions = {}): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({
      ...(options.socket === undefined ? { port: exit.dataPort, host: '127.0.0.1' } : {}),
      ca: upstream.ca,
      servername: HOST,
      ALPNProtocols: ['http/1.1'],
      ...options,
    });
    sockets.push(socket);
    socket.once('secureConnect', () => resolve(socket));
    socket.on('error', reject);
  });
}

function visitPlain(): RawVisitor {
  const visitor = new RawVisitor(exit.dataPort);
  visitors.push(visitor);
  return visitor;
}

async function answerTo(socket: Duplex, request: string): Promise<string> {
  let text = '';
  socket.on('data', (part) => {
    text += part;
  });
  socket.write(request);
  await once(socket, 'end');
  return text;
}

const GET_AND_CLOSE = `GET / HTTP/1.1\r\nHost: ${HOST}\r\nConnection: close\r\n\r\n`;

/** A connection to the exit server that sends its first record as records of `size` bytes, and each of their bytes by itself. */
function fragmenting(size: number): Duplex {
  const [near, far] = duplexPair();
  const raw = connectPlain({ port: exit.dataPort, host: '127.0.0.1', noDelay: true });
  sockets.push(near, far, raw);
  raw.on('error', () => near.destroy());
  raw.pipe(far);
  far.once('data', async (hello: Buffer) => {
    far.pause();
    const body = hello.subarray(5);
    for (let at = 0; at < body.length; at += size) {
      const part = body.subarray(at, at + size);
      const record = Buffer.concat([Buffer.from([0x16, 3, 1, 0, part.length]), part]);
      for (const byte of record) await new Promise((resolve) => raw.write(Buffer.from([byte]), resolve));
    }
    far.pipe(raw);
  });
  return near;
}

async function metricLines(): Promise<string[]> {
  return (await exit.ask('/metrics').then((answer) => answer.text())).split('\n');
}

describe.each([
  ['with certificates', { data: new TestCertificates() }],
  ['without certificates', undefined],
])('TLS tunnels of an exit server %s', (_, tls) => {
  beforeAll(async () => {
    exit = await startTestExit({ domain: 'exit.test', tls });
    client = await TestClient.connect(exit);
    await client.open({ kind: 'tls', name: 'bank' }, toPort(upstream.port));
    await client.open({ name: 'blog' }, toPort(upstream.port));
  });
  afterAll(async () => {
    client.destroy();
    await exit.server.close();
  });

  it('are announced, and have an https URL', async () => {
    const other = new TestClient();
    await other.dial(exit);
    other.hello();
    expect((await other.next('welcome')).features).toEqual([...FEATURES]);
    expect(FEATURES).toContain('tls');
    const { publicUrl } = await other.open({ kind: 'tls', name: 'Url' }, () => {});
    expect(publicUrl).toBe(`https://url.exit.test:${exit.dataPort}`);
    other.destroy();
  });

  it("carry HTTP/2 end to end, under the upstream's own certificate, 64 MiB both ways", async () => {
    const session = connectHttp2(`https://127.0.0.1:${exit.dataPort}`, { ca: upstream.ca, servername: HOST });
    sessions.push(session);
    const stream = session.request({ ':method': 'POST', ':path': '/', ':authority': HOST });
    const chunks = Array.from({ length: 64 }, () => randomBytes(MEBIBYTE));
    const sent = createHash('sha256');
    for (const chunk of chunks) sent.update(chunk);
    const came = createHash('sha256');
    let spoken: unknown;
    stream.on('response', (headers) => {
      spoken = headers.spoken;
    });
    await Promise.all([pipeline(chunks, stream, { end: true }), pipeline(stream, came)]);
    expect(session.alpnProtocol).toBe('h2');
    expect(spoken).toBe('2.0');
    expect(came.digest('hex')).toBe(sent.digest('hex'));
  });

  it('find the name in a hello that is cut over records and packets', async () => {
    const socket = await visitTls({ socket: fragmenting(50) });
    expect(await answerTo(socket, GET_AND_CLOSE)).toMatch(/^HTTP\/1\.1 200 OK\r\nspoken: 1\.1/i);
  });

  it('leave names alone that nobody has', async () => {
    await expect(visitTls({ servername: 'elsewhere.test' })).rejects.toThrow(/unrecognized name/);
    await until(() => exit.server.status().visitorConnections === 0, 'the end of the connection');
  });

  it('answer requests for their host that come by another way with 421', async () => {
    const plain = await ask(exit.dataPort, HOST);
    if (tls === undefined) {
      expect(plain).toMatchObject({ status: 421, headers: { 'porthole-error': 'misdirected' } });
      return;
    }
    expect(plain).toMatchObject({ status: 308, headers: { location: `https://${HOST}:${exit.dataPort}/` } });
    const visitor = new Http2Visitor(exit.dataPort, 'blog.exit.test');
    visitors.push(visitor);
    const coalesced = await visitor.ask('/', { ':authority': HOST });
    expect(coalesced).toMatchObject({ status: 421, headers: { 'porthole-error': 'misdirected' } });
    const old = await askHttps(exit.dataPort, HOST, '/', { servername: 'blog.exit.test' });
    expect(old).toMatchObject({ status: 421, headers: { 'porthole-error': 'misdirected' } });
  });

  it('share their names with HTTP tunnels', async () => {
    for (const [kind, name] of [
      ['http', 'bank'],
      ['tls', 'blog'],
      ['tls', 'bank'],
    ] as const) {
      expect(await client.request({ kind, name })).toMatchObject({ type: 'tunnel-refused', code: 'name-taken' });
    }
    expect(await client.request({ kind: 'tls', name: 'a.b' })).toMatchObject({ code: 'bad-name' });
  });

  it('break off with the tunnel, and its name is free', async () => {
    const { tunnelId } = await client.open({ kind: 'tls', name: 'short' }, toPort(upstream.port));
    const socket = await visitTls({ servername: 'short.exit.test' });
    const broken = once(socket, 'close').catch((error: unknown) => error);
    client.send({ type: 'close-tunnel', tunnelId });
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
    const again = await client.open({ kind: 'tls', name: 'short' }, toPort(upstream.port));
    client.send({ type: 'close-tunnel', tunnelId: again.tunnelId });
    await until(() => upstream.connections === 0, 'the end of the connection to the upstream');
  });

  it('break off with the session of their client', async () => {
    const leaving = await TestClient.connect(exit);
    await leaving.open({ kind: 'tls', name: 'leaving' }, toPort(upstream.port));
    const socket = await visitTls({ servername: 'leaving.exit.test' });
    const broken = once(socket, 'close').catch((error: unknown) => error);
    leaving.destroy();
    expect(await broken).toMatchObject({ code: 'ECONNRESET' });
    await until(() => exit.server.status().visitorConnections === 0, 'the end of the connection');
  });

  it('are counted under the port of the data plane, and shown by status', async () => {
    const socket = await visitTls();
    const gauge = `tcp_dataplane_connections_gauge{port="${exit.dataPort}"}`;
    await until(async () => (await metricLines()).includes(`${gauge} 1`), 'one open connection');
    await until(() => exit.server.status().visitorConnections === 1, 'the same connection in the status');
    expect(exit.server.status().sessions[0]?.tunnels[0]).toMatchObject({ kind: 'tls', name: 'bank' });
    socket.destroy();
    await until(async () => (await metricLines()).includes(`${gauge} 0`), 'no open connection');
    const total = (await metricLines()).find((line) => line.startsWith('tcp_dataplane_connections_total{'));
    expect(Number(total?.split(' ')[1])).toBeGreaterThan(3);
  });

  it('end when their client ends them, although the visitor would stay', async () => {
    const { tunnelId } = await client.open({ kind: 'tls', name: 'mute' }, (stream) => stream.reset());
    await expect(visitTls({ servername: 'mute.exit.test' })).rejects.toThrow(/ECONNRESET|EPIPE|disconnected/);
    client.send({ type: 'close-tunnel', tunnelId });
  });
});

describe('an exit server without certificates', () => {
  beforeAll(async () => {
    exit = await startTestExit({ domain: 'exit.test' });
    client = await TestClient.connect(exit);
  });
  afterAll(async () => {
    client.destroy();
    await exit.server.close();
  });

  it('looks at first bytes only while a TLS tunnel is open, and serves plain HTTP all the time', async () => {
    const hello = Buffer.from([22, 3, 1, 0, 4, 2, 0, 0, 0]).toString('latin1');
    const answers = async () => {
      const rubbish = visitPlain();
      rubbish.write(hello);
      await rubbish.isEnded();
      rubbish.destroy();
      const { status } = await ask(exit.dataPort, 'nobody.exit.test');
      return [rubbish.text.slice(0, 12), status];
    };
    expect(await answers()).toEqual(['HTTP/1.1 400', 404]);
    const { tunnelId } = await client.open({ kind: 'tls', name: 'bank' }, toPort(upstream.port));
    expect(await answers()).toEqual([Buffer.from([21, 3, 3, 0, 2, 2, 50]).toString('latin1'), 404]);
    client.send({ type: 'close-tunnel', tunnelId });
    await until(() => exit.server.status().sessions[0]?.tunnels.length === 0, 'the close of the tunnel');
    expect(await answers()).toEqual(['HTTP/1.1 400', 404]);
  });
});

describe('TLS tunnels of a busy exit server', () => {
  beforeAll(async () => {
    exit = await startTestExit({ domain: 'exit.test', limits: { maxConnections: 2 } });
    client = await TestClient.connect(exit);
    await client.open({ kind: 'tls', name: 'bank' }, toPort(upstream.port));
  });
  afterAll(async () => {
    client.destroy();
    await exit.server.close();
  });

  it('count towards the limits, and are waited for when it drains', async () => {
    const held: TLSSocket[] = [];
    // The finder of another test's app may have taken a place for a moment.
    await until(async () => {
      const visitor = await visitTls().catch(() => undefined);
      if (visitor !== undefined) held.push(visitor);
      return held.length === 2;
    }, 'both places');
    await expect(visitTls()).rejects.toThrow(/ECONNRESET|EPIPE|disconnected/);
    let drained = false;
    const draining = exit.server.drain(60_000).then(() => {
      drained = true;
    });
    held[0]?.destroy();
    await until(() => exit.server.status().visitorConnections === 1, 'the end of the first');
    expect(drained).toBe(false);
    held[1]?.end();
    await draining;
  });
});
