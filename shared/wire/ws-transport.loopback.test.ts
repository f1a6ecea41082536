import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  type AddressInfo,
  createServer as createTcpServer,
  type LookupFunction,
  type Server as TcpServer,
} from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { DialError } from './dial-error.ts';
import { dialTunnel } from './dial-tunnel.ts';
import type { CloseReason } from './transport.ts';
import { acceptedTransport, offersSubprotocol, tunnelServerOptions } from './tunnel-endpoint.ts';
import { SUBPROTOCOL, type WsTransport } from './ws-transport.ts';

const TOKEN = 'the-token';
/** tcpmux: no program has it, and no system gives it to whoever asks for any. */
const NOBODYS_PORT = 1;
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  // Every test closes all that it opened; a handle left over would show here.
  await until(() => !process.getActiveResourcesInfo().some((name) => /^(TCPServerWrap|TCPSocketWrap)$/.test(name)));
});

/** A control plane as the exit server builds it, reduced to the handshake. */
async function controlPlane(host = '127.0.0.1'): Promise<{ url: string; server: Server; next: Promise<WsTransport> }> {
  const sockets = new WebSocketServer(tunnelServerOptions());
  const server = createServer((_request, response) => response.writeHead(404).end());
  const next = new Promise<WsTransport>((resolve) => {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const refusal = refusalOf(request);
      if (refusal) socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\nThis token has expired.`);
      else sockets.handleUpgrade(request, socket, head, (ws) => resolve(acceptedTransport(ws, request)));
    });
  });
  return { url: `ws://127.0.0.1:${await listen(server, host)}`, server, next };
}

function refusalOf(request: IncomingMessage): string | undefined {
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return '401 Unauthorized';
  return offersSubprotocol(request) ? undefined : '426 Upgrade Required';
}

async function listen(server: TcpServer, host = '127.0.0.1'): Promise<number> {
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  // Waits for the connections too: whoever dialled must have closed them.
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

/** For a busy machine; a test has 60 s. */
const DEADLINE_MS = 45_000;

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + DEADLINE_MS; !condition(); ) {
    if (performance.now() > end) throw new Error('The condition did not come true');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

// What every transport does is tested over all of them, in e2e/loopback/transports.loopback.test.ts.
describe('WsTransport', () => {
  it('ends at a text message', async () => {
    const plane = await controlPlane();
    const socket = new WebSocket(`${plane.url}/tunnel`, SUBPROTOCOL, { headers: { Authorization: `Bearer ${TOKEN}` } });
    const server = await plane.next;
    const closed = Promise.withResolvers<CloseReason>();
    server.handler = { onBytes() {}, onDrain() {}, onClose: closed.resolve };
    socket.on('open', () => socket.send('hello'));
    expect(await closed.promise).toMatchObject({ code: 'protocol-error' });
  });
});

describe('dialTunnel', () => {
  /** A server of anybody's that answers every request and upgrade alike. */
  async function stranger(answer: (response: ServerResponse) => void): Promise<string> {
    const server = createServer((_request, response) => answer(response));
    return `ws://127.0.0.1:${await listen(server)}`;
  }

  async function failure(
    url: string,
    options: { timeoutMs?: number; token?: string; lookup?: LookupFunction } = {},
  ): Promise<DialError> {
    const outcome = await dialTunnel({ url, token: TOKEN, ...options }).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (!(outcome instanceof DialError)) throw new Error(`A DialError was expected, not ${outcome}`);
    expect(outcome.message).toMatch(/^[^\n]+$/);
    return outcome;
  }

  it('tells that the token was refused, in the server’s words', async () => {
    const { url } = await controlPlane();
    const error = await failure(url, { token: 'wrong' });
    expect(error).toMatchObject({ kind: 'unauthorized', status: 401 });
    expect(error.message).toContain('This token has expired.');
  });

  it('tells when to come back', async () => {
    const url = await stranger((response) => response.writeHead(429, { 'Retry-After': '7' }).end());
    expect(await failure(url)).toMatchObject({ kind: 'rate-limited', retryAfterMs: 7000 });
  });

  it.each([502, 503, 504])('takes HTTP %i for a server that comes back', async (status) => {
    const url = await stranger((response) => response.writeHead(status, { 'Retry-After': '3' }).end());
    expect(await failure(url)).toMatchObject({ kind: 'unavailable', status, retryAfterMs: 3000 });
  });

  it('tells that the versions differ', async () => {
    const refusing = await stranger((response) => response.writeHead(426).end('porthole.v2'));
    expect((await failure(refusing)).kind).toBe('wrong-version');
    const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => false });
    const ignoring = createServer();
    ignoring.on('upgrade', (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (ws) => ws.on('error', () => {})),
    );
    expect((await failure(`ws://127.0.0.1:${await listen(ignoring)}`)).kind).toBe('wrong-version');
  });

  it('tells that something else answers', async () => {
    const web = await stranger((response) => response.end('<h1>It works!</h1>'));
    expect(await failure(web)).toMatchObject({ kind: 'not-porthole', status: 200 });
    const redirecting = await stranger((response) =>
      response.writeHead(301, { Location: 'http://example.com/' }).end(),
    );
    expect(await failure(redirecting)).toMatchObject({ kind: 'not-porthole', status: 301 });
    const ssh = createTcpServer((socket) => socket.resume().end('SSH-2.0-OpenSSH_9.9\r\n'));
    expect(await failure(`ws://127.0.0.1:${await listen(ssh)}`)).toMatchObject({ kind: 'not-porthole' });
  });

  it('tells that nobody answers', async () => {
    const error = await failure(`ws://127.0.0.1:${NOBODYS_PORT}`);
    expect(error.kind).toBe('unreachable');
    expect(error.message).toContain('nothing listens there');
    // The system's own name server may take its time, or not be there.
    const lookup: LookupFunction = (name, _options, done) =>
      done(Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), { code: 'ENOTFOUND' }), '');
    expect((await failure('ws://no-such-host.invalid:1', { lookup })).kind).toBe('unreachable');
  });

  it('reaches a name of which only one address answers, whichever family it is', async () => {
    for (const host of ['127.0.0.1', '::1']) {
      const { url, server, next } = await controlPlane(host);
      const { port } = new URL(url);
      expect(server.listening).toBe(true);
      const both = [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ];
      const lookup: LookupFunction = (_name, _options, done) => done(null, both);
      const client = await dialTunnel({ url: `ws://exit.test:${port}`, token: TOKEN, lookup });
      client.destroy({ code: 'closed', message: 'Enough.' });
      (await next).destroy({ code: 'closed', message: 'Enough.' });
    }
  });

  it('tells that a port speaks no TLS', async () => {
    const url = await stranger((response) => response.end());
    expect((await failure(url.replace('ws:', 'wss:'))).kind).toBe('tls');
  });

  it('gives up a server that says nothing', async () => {
    const silent = createTcpServer((socket) => socket.resume());
    const url = `ws://127.0.0.1:${await listen(silent)}`;
    expect((await failure(url, { timeoutMs: 50 })).kind).toBe('timeout');
  });

  it('can be given up', async () => {
    const connected = Promise.withResolvers<unknown>();
    const silent = createTcpServer((socket) => connected.resolve(socket.resume()));
    const port = await listen(silent);
    const controller = new AbortController();
    const dialling = dialTunnel({ url: `ws://127.0.0.1:${port}`, token: TOKEN, signal: controller.signal });
    await connected.promise;
    controller.abort(new Error('Never mind.'));
    await expect(dialling).rejects.toThrow('Never mind.');
    await expect(
      dialTunnel({ url: 'ws://127.0.0.1:1', token: TOKEN, signal: AbortSignal.abort(new Error('No.')) }),
    ).rejects.toThrow('No.');
  });
});
