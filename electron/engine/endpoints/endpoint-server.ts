import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopbackHosts } from '../../../shared/loopback-hosts.ts';

const HOSTS = ['127.0.0.1', '::1'] as const;
/** A scraper sends its few fields at once. */
const HEADERS_TIMEOUT_MS = 5_000;
/** A few scrapers with a connection each. */
const MAX_CONNECTIONS = 32;

/** What a path answers. */
export interface EndpointAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Answers GET of a few paths on loopback. Any web page in a browser on this machine can reach the port, so the Host must be that of this
 * computer (DNS rebinding); without CORS fields a page cannot read what it asks for by the right name.
 */
export class EndpointServer {
  readonly #paths: Readonly<Record<string, () => Promise<EndpointAnswer>>>;
  readonly #servers: readonly Server[];

  constructor(paths: Readonly<Record<string, () => Promise<EndpointAnswer>>>) {
    this.#paths = paths;
    this.#servers = HOSTS.map(() => {
      const options = { headersTimeout: HEADERS_TIMEOUT_MS };
      const server = createServer(options, (request, response) => void this.#answer(request, response));
      server.maxConnections = MAX_CONNECTIONS;
      return server;
    });
  }

  /** Listens; resolves with the port. Rejects with the listen error. @param port 0: any free one */
  async open(port: number): Promise<number> {
    const [server, server6] = this.#servers as [Server, Server];
    await listen(server, port, HOSTS[0]);
    const bound = (server.address() as AddressInfo).port;
    // Where the computer has no IPv6 the other address works all the same.
    await listen(server6, bound, HOSTS[1]).catch(() => {});
    return bound;
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await Promise.all(
      this.#servers.map(async (server) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        server.close(() => resolve());
        server.closeAllConnections();
        await promise;
      }),
    );
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { status, type, body } = await this.#find(request).catch(() => plain(500, 'Something went wrong.'));
    response.writeHead(status, {
      'Content-Type': type,
      'Content-Length': Buffer.byteLength(body),
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  async #find({ headers, method, url = '/', socket }: IncomingMessage): Promise<EndpointAnswer> {
    if (!loopbackHosts(socket.localPort ?? 0).includes(headers.host ?? ''))
      return plain(421, 'This host is not served here.');
    if (method !== 'GET' && method !== 'HEAD') return plain(405, 'Only GET is answered here.');
    const path = url.split('?', 1)[0] ?? '/';
    const answer = Object.hasOwn(this.#paths, path) ? this.#paths[path] : undefined;
    return answer ? await answer() : plain(404, `There is ${Object.keys(this.#paths).join(', ')}.`);
  }
}

function plain(status: number, text: string): EndpointAnswer {
  return { status, type: 'text/plain; charset=utf-8', body: `${text}\n` };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen({ port, host, ipv6Only: host === HOSTS[1] }, () => {
    server.off('error', reject);
    resolve();
  });
  return promise;
}
