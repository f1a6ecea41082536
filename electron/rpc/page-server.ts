import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { loopbackHosts } from '../../shared/loopback-hosts.ts';
import type { Log } from '../engine/engine-parts.ts';
import type { PageFiles } from './page-files.ts';
import type { Router } from './router.ts';
import { MAX_RPC_MESSAGE, serveSocket } from './serve-socket.ts';

const HOST = '127.0.0.1';
/** Browsers take `localhost` for this one first. */
const HOST_6 = '::1';
const RPC_PATH = '/rpc';

export interface PageServerOptions {
  /** 0: any free port. */
  readonly port: number;
  /** What the page must show to reach the engine. */
  readonly key: string;
  readonly files: PageFiles;
  readonly router: Router;
  readonly log: Log;
}

/**
 * Serves the page and the contract on loopback. Any web page in any browser on this machine can reach the port, so each
 * request's Host must be ours (DNS rebinding), a WebSocket's Origin too (cross-site WebSocket hijacking), and the key right.
 */
export class PageServer {
  readonly #options: PageServerOptions;
  readonly #server: Server;
  readonly #server6: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_RPC_MESSAGE });

  constructor(options: PageServerOptions) {
    this.#options = options;
    this.#server = this.#makeServer();
    this.#server6 = this.#makeServer();
  }

  /** Resolves with the address of the page, key included. Rejects with the listen error. */
  async start(): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    this.#server.listen(this.#options.port, HOST, resolve);
    await promise;
    await this.#listen6();
    return `${this.#origin}/#key=${this.#options.key}`;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    for (const socket of this.#sockets.clients) socket.terminate();
    await Promise.all([this.#server, this.#server6].map(closeServer));
  }

  get #origin(): string {
    return `http://${HOST}:${this.#port}`;
  }

  get #port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #makeServer(): Server {
    const server = createServer((request, response) => this.#onRequest(request, response));
    server.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
    return server;
  }

  /** Where the computer has no IPv6, or another program has the port there, the printed address works all the same. */
  #listen6(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#server6.on('error', () => resolve());
    this.#server6.listen({ host: HOST_6, port: this.#port, ipv6Only: true }, resolve);
    return promise;
  }

  #onRequest(request: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refusal(request);
    if (refusal) return void answer(response, refusal);
    const url = urlOf(request);
    if (!url) return void answer(response, 400);
    const { pathname } = url;
    // The page asks here why its WebSocket was refused: a browser does not tell it.
    if (pathname === RPC_PATH) return void answer(response, this.#hasKey(url) ? 426 : 401);
    if (request.method !== 'GET' && request.method !== 'HEAD') return void answer(response, 405);
    const file = this.#options.files.get(pathname);
    if (!file) return void answer(response, 404);
    response.writeHead(200, { ...file.headers, 'Content-Length': file.body.length });
    response.end(request.method === 'HEAD' ? undefined : file.body);
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = this.#refusal(request) ?? this.#socketRefusal(request);
    if (refusal) {
      socket.on('error', () => {
        // It left before it had read the refusal.
      });
      const text = `HTTP/1.1 ${refusal} ${STATUS_CODES[refusal]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`;
      socket.end(text, () => socket.destroy());
      return;
    }
    this.#sockets.handleUpgrade(request, socket, head, (ws) =>
      serveSocket(this.#options.router, ws, this.#options.log),
    );
  }

  #refusal({ headers }: IncomingMessage): number | undefined {
    return loopbackHosts(this.#port).includes(headers.host ?? '') ? undefined : 421;
  }

  #socketRefusal(request: IncomingMessage): number | undefined {
    const url = urlOf(request);
    if (url?.pathname !== RPC_PATH) return 404;
    if (request.headers.origin !== `http://${request.headers.host}`) return 403;
    return this.#hasKey(url) ? undefined : 401;
  }

  #hasKey(url: URL): boolean {
    const given = Buffer.from(url.searchParams.get('key') ?? '');
    const key = Buffer.from(this.#options.key);
    return given.length === key.length && timingSafeEqual(given, key);
  }
}

/** Resolves when nothing of it is open; also where it never listened. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/** Null for a target such as `//`, which any web page can make a browser ask for. */
function urlOf(request: IncomingMessage): URL | null {
  return URL.parse(request.url ?? '/', 'http://page');
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'text/plain', 'Cache-Control': 'no-store' });
  response.end(`${STATUS_CODES[status]}\n`);
}
