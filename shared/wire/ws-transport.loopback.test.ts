import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server as TcpServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { DialError } from './dial-error.ts';
import { dialTunnel } from './dial-tunnel.ts';
import type { CloseReason } from './transport.ts';
import { acceptedTransport, offersSubprotocol, tunnelServerOptions } from './tunnel-endpoint.ts';
import { SUBPROTOCOL, type WsTransport } from './ws-transport.ts';
import { YamuxSession } from './yamux-session.ts';
import type { StreamHandler, YamuxStream } from './yamux-stream.ts';

const TOKEN = 'the-token';
const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  // Every test closes all that it opened; a handle left over would show here.
  await until(() => !process.getActiveResourcesInfo().some((name) => /^(TCPServerWrap|TCPSocketWrap)$/.test(name)));
});

/** A control plane as the exit server builds it, reduced to the handshake. */
async function controlPlane(): Promise<{ url: string; server: Server; next: Promise<WsTransport> }> {
  const sockets = new WebSocketServer(tunnelServerOptions());
  const server = createServer((_request, response) => response.writeHead(404).end());
  const next = new Promise<WsTransport>((resolve) => {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
      const refusal = refusalOf(request);
      if (refusal) socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\nThis token has expired.`);
      else sockets.handleUpgrade(request, socket, head, (ws) => resolve(acceptedTransport(ws, request)));
    });
  });
  return { url: `ws://127.0.0.1:${await listen(server)}`, server, next };
}

function refusalOf(request: IncomingMessage): string | undefined {
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return '401 Unauthorized';
  return offersSubprotocol(request) ? undefined : '426 Upgrade Required';
}

async function listen(server: TcpServer): Promise<number> {
  server.on('connection', (socket) => socket.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // Waits for the connections too: whoever dialled must have closed them.
  cleanups.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !condition(); ) {
    if (Date.now() > end) throw new Error('The condition did not come true');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A session on each side, and promises for their ends. */
async function sessions(onStream: (stream: YamuxStream) => StreamHandler) {
  const plane = await controlPlane();
  const client = await dialTunnel({ url: plane.url, token: TOKEN });
  const server = await plane.next;
  const make = (transport: WsTransport, role: 'client' | 'server') => {
    const closed = Promise.withResolvers<CloseReason>();
    const session = new YamuxSession(transport, { role, onStream, onClose: closed.resolve });
    cleanups.push(() => session.destroy({ code: 'closed', message: 'The test is over.' }));
    return { session, closed: closed.promise };
  };
  return { client: make(client, 'client'), server: make(server, 'server'), transports: { client, server } };
}

/** Sends `total` bytes with backpressure and hashes what comes; resolves with both hashes. */
class Exchange implements StreamHandler {
  readonly done: Promise<{ sent: string; received: string }>;
  readonly #finish = Promise.withResolvers<{ sent: string; received: string }>();
  readonly #sentHash = createHash('sha256');
  readonly #receivedHash = createHash('sha256');
  readonly #stream: () => YamuxStream;
  #left: number;
  #sent = false;
  #ended = false;

  constructor(total: number, stream: () => YamuxStream) {
    this.#left = total;
    this.#stream = stream;
    this.done = this.#finish.promise;
  }

  onDrain(): void {
    while (this.#left > 0) {
      const chunk = Buffer.alloc(Math.min(this.#left, 1 + (this.#left % 70_000)), this.#left % 251);
      this.#left -= chunk.length;
      this.#sentHash.update(chunk);
      if (!this.#stream().write(chunk)) return;
    }
    this.#stream().end();
    this.#sent = true;
    this.#settle();
  }

  onData(chunk: Buffer): void {
    this.#receivedHash.update(chunk);
    this.#stream().consumed(chunk.length);
  }

  onEnd(): void {
    if (this.#ended) throw new Error('The end came twice');
    this.#ended = true;
    this.#settle();
  }

  onReset(reason: CloseReason): void {
    this.#finish.reject(new Error(reason.message));
  }

  /** Either direction may be done first. */
  #settle(): void {
    if (!this.#sent || !this.#ended) return;
    this.#finish.resolve({ sent: this.#sentHash.digest('hex'), received: this.#receivedHash.digest('hex') });
  }
}

describe('WsTransport', () => {
  it('carries 64 MiB both ways at once, byte for byte', async () => {
    const total = 64 * 1024 * 1024;
    let far: Exchange | undefined;
    const { client, transports } = await sessions((stream) => {
      far = new Exchange(total, () => stream);
      setImmediate(() => far?.onDrain());
      return far;
    });
    const near: Exchange = new Exchange(total, () => stream);
    const stream = client.session.openStream(near);
    near.onDrain();
    const here = await near.done;
    const there = await far?.done;
    expect(here.received).toBe(there?.sent);
    expect(there?.received).toBe(here.sent);
    expect(transports.client.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(transports.server.remoteAddress).toMatch(/^127\.0\.0\.1:\d+$/);
  });

  it('closes in an orderly way with the reason', async () => {
    const { client, server } = await sessions(() => new Exchange(0, () => expect.unreachable()));
    client.session.close({ code: 'closed', message: 'The user has quit.' });
    expect(await client.closed).toEqual({ code: 'closed', message: 'The user has quit.' });
    expect(await server.closed).toEqual({ code: 'peer-closed', message: 'The user has quit.' });
  });

  it('cuts a reason that is too long for a close frame between characters', async () => {
    const { client, server } = await sessions(() => new Exchange(0, () => expect.unreachable()));
    client.session.close({ code: 'closed', message: `x${'é'.repeat(100)}` });
    expect((await server.closed).message).toMatch(/^xé{59}$/);
  });

  it('tells when the other side is gone', async () => {
    const { client, server, transports } = await sessions(() => new Exchange(0, () => expect.unreachable()));
    transports.server.destroy({ code: 'closed', message: 'Killed.' });
    expect(await client.closed).toEqual({ code: 'lost', message: 'The connection broke.' });
    expect((await server.closed).code).toBe('closed');
  });

  it('tells a handler that comes late that the connection is gone', async () => {
    const plane = await controlPlane();
    const client = await dialTunnel({ url: plane.url, token: TOKEN });
    (await plane.next).destroy({ code: 'closed', message: 'Killed.' });
    client.destroy({ code: 'closed', message: 'Gone.' });
    await until(() => plane.server.listening);
    const closed = Promise.withResolvers<CloseReason>();
    new YamuxSession(client, { role: 'client', onStream: () => undefined, onClose: closed.resolve });
    expect((await closed.promise).code).toBe('closed');
  });

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

  async function failure(url: string, options: { timeoutMs?: number; token?: string } = {}): Promise<DialError> {
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
    const server = createTcpServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const error = await failure(`ws://127.0.0.1:${port}`);
    expect(error.kind).toBe('unreachable');
    expect(error.message).toContain('nothing listens there');
    expect((await failure('ws://no-such-host.invalid:1')).kind).toBe('unreachable');
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
