import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ExitServerOptions } from '../exit-server-options.ts';
import { RawVisitor } from './raw-visitor.ts';
import { TestClient, toPort } from './test-client.ts';
import { startTestExit, type TestExit } from './test-exit.ts';

/** An exit server, a client with the tunnels `one` and `two`, and the service that both lead to. */
export class HttpScene {
  readonly exit: TestExit;
  readonly client: TestClient;
  readonly upstream: Server;
  readonly #visitors: RawVisitor[] = [];

  private constructor(exit: TestExit, client: TestClient, upstream: Server) {
    this.exit = exit;
    this.client = client;
    this.upstream = upstream;
  }

  static async start(options: Partial<ExitServerOptions> = {}): Promise<HttpScene> {
    const upstream = await startUpstream();
    const exit = await startTestExit(options);
    const client = await TestClient.connect(exit);
    const scene = new HttpScene(exit, client, upstream);
    await client.open({ name: 'one' }, toPort(scene.upstreamPort));
    await client.open({ name: 'two' }, toPort(scene.upstreamPort));
    return scene;
  }

  get upstreamPort(): number {
    return (this.upstream.address() as AddressInfo).port;
  }

  /** Connects a visitor, from a certain address or any, which leaves with `endVisits`. */
  visit(from?: string): RawVisitor {
    const visitor = new RawVisitor(this.exit.dataPort, '127.0.0.1', from);
    this.#visitors.push(visitor);
    return visitor;
  }

  endVisits(): void {
    for (const visitor of this.#visitors.splice(0)) visitor.destroy();
  }

  /** Ends everything and waits until no socket is left. */
  async end(): Promise<void> {
    this.endVisits();
    this.client.destroy();
    await this.exit.server.close();
    this.upstream.closeAllConnections();
    await new Promise((resolve) => this.upstream.close(resolve));
  }
}

/** What stands behind the first head. */
export function bodyOf(text: string): string {
  return text.slice(text.indexOf('\r\n\r\n') + 4);
}

/** A service that says what it was sent. */
async function startUpstream(): Promise<Server> {
  const server = createServer(answer);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url === '/refuse') {
      response.writeHead(417, { Connection: 'close' }).end('no');
      return;
    }
    response.writeContinue();
    answer(request, response);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {});
    if (request.url === '/no-upgrade') {
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nplain');
      return;
    }
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello,');
    if (head.length > 0) socket.write(head);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { url = '/' } = request;
  if (url === '/early') {
    response.end('enough');
    return;
  }
  if (url === '/hints') response.writeEarlyHints({ link: '</style.css>; rel=preload' });
  if (url === '/chunked') {
    response.write('first,');
    response.end('second');
    return;
  }
  if (url === '/break') {
    response.writeHead(200, { 'Content-Length': '100' });
    response.write('only a part');
    setImmediate(() => request.socket.resetAndDestroy());
    return;
  }
  if (url === '/until-close') {
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, { Connection: 'close' });
    response.end('all of it');
    return;
  }
  if (url === '/cookies') {
    response.setHeader('Set-Cookie', ['a=1', 'b=2']);
  }
  const hash = createHash('sha256');
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    hash.update(chunk);
  });
  request.on('end', () => {
    const told = {
      method: request.method,
      url,
      headers: request.headers,
      rawHeaders: request.rawHeaders,
      bytes,
      sha256: hash.digest('hex'),
    };
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify(told));
  });
}
