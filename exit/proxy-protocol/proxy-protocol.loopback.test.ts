import { once } from 'node:events';
import { connect as connectHttp2 } from 'node:http2';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { writeProxyHeader } from '../../shared/proxy-protocol/write-proxy-header.ts';
import type { ExitServerOptions } from '../exit-server-options.ts';
import { bodyOf, HttpScene } from '../testing/http-scene.ts';
import { gather } from '../testing/http2-visitor.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { TEST_CERTIFICATE, TestCertificates } from '../testing/test-certificates.ts';
import { toPort } from '../testing/test-client.ts';
import { until } from '../testing/until.ts';
import { ProxyNetwork } from './proxy-network.ts';

/** Only Linux answers on all of 127.0.0.0/8 without being told to. */
const onLinux = describe.skipIf(process.platform !== 'linux');
const PROXY = '127.0.0.2';
const VISITOR = { address: '192.0.2.7', port: 56_324 };
const VISITOR_6 = { address: '2001:db8::7', port: 56_324 };
const PATH = { local: { address: PROXY, port: 1 }, remote: { address: '127.0.0.1', port: 443 } };
const GET = 'GET / HTTP/1.1\r\nHost: one.localhost\r\n\r\n';

let scene: HttpScene;
const others: (RawVisitor | Socket)[] = [];

afterEach(async () => {
  for (const visitor of others.splice(0)) visitor.destroy();
  await scene.end();
});

async function start(options: Partial<ExitServerOptions> = {}): Promise<void> {
  const proxy = ProxyNetwork.parse(`${PROXY}/32`);
  scene = await HttpScene.start({ proxyProtocol: proxy === undefined ? [] : [proxy], ...options });
}

function header(version: 'v1' | 'v2', source: Parameters<typeof writeProxyHeader>[1] = VISITOR): string {
  return writeProxyHeader(version, source, PATH).toString('latin1');
}

/** Whom the upstream was told of. */
async function forwardedFor(visitor: RawVisitor): Promise<unknown> {
  await visitor.sees('rawHeaders');
  return JSON.parse(bodyOf(visitor.text)).headers['x-forwarded-for'];
}

/** A TLS connection behind a header, from the proxy. */
async function visitTls(servername: string, protocol: string, ca = TEST_CERTIFICATE): Promise<TLSSocket> {
  const raw = connect({ port: scene.exit.dataPort, host: '127.0.0.1', localAddress: PROXY });
  others.push(raw);
  raw.write(header('v2', VISITOR_6), 'latin1');
  const socket = connectTls({ socket: raw, servername, ca, ALPNProtocols: [protocol] });
  await once(socket, 'secureConnect');
  return socket;
}

onLinux('a connection from a stated proxy', () => {
  it.each([
    ['v1', VISITOR, '192.0.2.7'],
    ['v2', VISITOR, '192.0.2.7'],
    ['v1', VISITOR_6, '2001:db8::7'],
    ['v2', VISITOR_6, '2001:db8::7'],
    ['v1', 'unknown', PROXY],
    ['v2', 'own', PROXY],
  ] as const)('has the visitor that its header names (%s, %j)', async (version, source, address) => {
    await start();
    const visitor = scene.visit(PROXY);
    visitor.write(header(version, source) + GET);
    expect(await forwardedFor(visitor)).toBe(address);
    visitor.text = '';
    visitor.write(GET);
    expect(await forwardedFor(visitor)).toBe(address);
  });

  it('may send it byte by byte', async () => {
    await start();
    const visitor = scene.visit(PROXY);
    for (const byte of header('v1') + GET) {
      await new Promise((resolve) => visitor.socket.write(byte, 'latin1', resolve));
    }
    expect(await forwardedFor(visitor)).toBe('192.0.2.7');
  });

  it('is closed where it begins with anything else, and the log says so once', async () => {
    await start();
    for (const words of [GET, 'PROXY TCP4 1.2.3.4\r\n', header('v1').toLowerCase()]) {
      const visitor = scene.visit(PROXY);
      visitor.write(words);
      await visitor.isEnded();
      expect(visitor.text).toBe('');
    }
    const warnings = scene.exit.log.lines.filter(({ level }) => level === 'warn');
    expect(warnings).toEqual([
      {
        level: 'warn',
        fields: { proxy: PROXY, refused: 1 },
        message: 'a connection of a proxy was closed: it does not begin with a PROXY header',
      },
    ]);
  });

  it('counts towards the limits of the visitor, not of the proxy', async () => {
    await start({ limits: { maxConnectionsPerVisitor: 1 } });
    for (const source of [VISITOR, VISITOR_6]) {
      const visitor = scene.visit(PROXY);
      visitor.write(header('v2', source) + GET);
      await visitor.sees('rawHeaders');
    }
    const second = scene.visit(PROXY);
    second.write(header('v1', { address: '2001:db8::8', port: 1 }) + GET);
    await second.isClosed();
    expect(second.text).toBe('');
    expect(second.errorCode).toBe('ECONNRESET');
  });

  it('brings the visitor of a TCP tunnel, and all bytes behind the header', async () => {
    await start();
    const seen: string[] = [];
    const { publicUrl } = await scene.client.open({ kind: 'tcp', name: 'who' }, (stream, rest, { visitor }) => {
      // The finder of another test's app may look at this port, too.
      if (visitor.startsWith('127.0.0.1:')) return;
      seen.push(`${visitor} ${rest}`);
      const onData = (chunk: Buffer) => seen.push(String(chunk));
      stream.handler = { onData, onEnd: () => seen.push('end'), onReset() {}, onDrain() {} };
    });
    const visitor = new RawVisitor(Number(new URL(publicUrl).port), '127.0.0.1', PROXY);
    others.push(visitor);
    visitor.write(`${header('v2', VISITOR_6)}hello`);
    visitor.socket.end();
    await until(() => seen.includes('end'), 'the end of the stream');
    expect(seen.join('')).toBe('[2001:db8::7]:56324 helloend');
  });

  it('is ended by a drain while it has not said whose it is', async () => {
    await start();
    const visitor = scene.visit(PROXY);
    visitor.write('PROXY');
    await until(async () => /dataplane_connections_gauge 1/.test(await metrics()), 'the connection');
    await scene.exit.server.drain(60_000);
    await visitor.isEnded();
  });
});

async function metrics(): Promise<string> {
  return await (await scene.exit.ask('/metrics')).text();
}

onLinux('over TLS the header comes first', () => {
  it('with HTTP/1.1', async () => {
    await start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
    const socket = await visitTls('one.exit.test', 'http/1.1');
    let text = '';
    socket.on('data', (part) => {
      text += part;
    });
    socket.write('GET / HTTP/1.1\r\nHost: one.exit.test\r\nConnection: close\r\n\r\n');
    await once(socket, 'end');
    expect(JSON.parse(bodyOf(text)).headers['x-forwarded-for']).toBe('2001:db8::7');
  });

  it('with HTTP/2', async () => {
    await start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
    const socket = await visitTls('one.exit.test', 'h2');
    const session = connectHttp2('https://one.exit.test', { createConnection: () => socket });
    const answer = await gather(session.request({ ':authority': 'one.exit.test' }));
    expect(JSON.parse(answer.text).headers['x-forwarded-for']).toBe('2001:db8::7');
    session.destroy();
  });

  it('with TLS that passes through', async () => {
    await start({ domain: 'exit.test' });
    let seen = '';
    await scene.client.open({ kind: 'tls', name: 'bank' }, (stream, rest, header) => {
      seen = header.visitor;
      toPort(scene.upstreamPort)(stream, rest, header);
    });
    // The upstream speaks no TLS, and says so to whoever tries.
    await expect(visitTls('bank.exit.test', 'http/1.1')).rejects.toThrow();
    expect(seen).toBe('[2001:db8::7]:56324');
  });

  it('with plain HTTP that is sent to HTTPS', async () => {
    await start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
    const visitor = scene.visit(PROXY);
    visitor.write(`${header('v1')}GET /x HTTP/1.1\r\nHost: one.exit.test\r\n\r\n`);
    await visitor.sees('308 Permanent Redirect');
  });
});

onLinux('a proxy that speaks HTTP behind one that does not', () => {
  it('names the visitor in X-Forwarded-For, for the client too', async () => {
    await start({ limits: { trustedProxyDepth: 1 } });
    const seen: string[] = [];
    await scene.client.open({ name: 'who' }, (stream, rest, header) => {
      seen.push(header.visitor);
      toPort(scene.upstreamPort)(stream, rest, header);
    });
    const visitor = scene.visit(PROXY);
    visitor.write(header('v2', { address: '10.0.0.9', port: 40_000 }));
    visitor.get('who.localhost', '/', 'X-Forwarded-For: 198.51.100.7\r\n');
    expect(await forwardedFor(visitor)).toBe('198.51.100.7, 10.0.0.9');
    expect(seen).toEqual(['198.51.100.7:0']);
  });
});

onLinux('a connection from anybody else', () => {
  it('is what it is, and a header before it is a malformed request', async () => {
    await start();
    const plain = scene.visit();
    plain.write(GET);
    expect(await forwardedFor(plain)).toBe('127.0.0.1');
    const liar = scene.visit();
    liar.write(header('v1') + GET);
    await liar.sees('HTTP/1.1 400 ');
    await liar.isEnded();
  });

  it('passes a header on to the upstream of a TCP tunnel as the bytes that it is', async () => {
    await start();
    // What came, by whom it came from: the finder of another test's app may look at this port, too.
    const seen = new Map<string, string>();
    const { publicUrl } = await scene.client.open({ kind: 'tcp', name: 'who' }, (stream, rest, { visitor }) => {
      seen.set(visitor, String(rest));
      const onData = (chunk: Buffer) => seen.set(visitor, `${seen.get(visitor)}${chunk}`);
      stream.handler = { onData, onEnd() {}, onReset() {}, onDrain() {} };
    });
    const visitor = new RawVisitor(Number(new URL(publicUrl).port));
    others.push(visitor);
    visitor.write(header('v1'));
    const what = () => seen.get(`127.0.0.1:${visitor.socket.localPort}`);
    await until(() => what()?.endsWith('\r\n') === true, 'the bytes');
    expect(what()).toBe(header('v1'));
  });
});
