import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import type { AddressInfo, Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { IssuedFiles } from './issued-files.ts';

/** A service that speaks TLS itself, with HTTP/2 and HTTP/1.1, under a CA that nobody else has. It sends back what it is sent. */
export class SecureUpstream {
  /** The CA that its visitors are to trust, PEM. */
  readonly ca: string;
  readonly port: number;
  readonly #server: Http2SecureServer;
  readonly #sockets = new Set<Socket>();
  /** Handshakes that came to their end, of those who named the server that they meant: finders of services, which look at every port of a machine, name none. */
  handshakes = 0;

  private constructor(server: Http2SecureServer, ca: string) {
    this.#server = server;
    this.ca = ca;
    this.port = (server.address() as AddressInfo).port;
    server.on('secureConnection', ({ servername }: TLSSocket) => {
      if (servername) this.handshakes++;
    });
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
  }

  /** Starts on loopback. `names`: whom its certificate is made out to. */
  static async start(names: readonly string[]): Promise<SecureUpstream> {
    const files = await IssuedFiles.make();
    const { certificate, key } = await files.issue(names);
    const ca = files.ca.certificate;
    files.remove();
    const server = createSecureServer({ cert: certificate, key, allowHTTP1: true });
    server.on('request', (request, response) => {
      response.setHeader('spoken', request.httpVersion);
      request.pipe(response);
    });
    server.on('sessionError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new SecureUpstream(server, ca);
  }

  /** Connections that are open now. */
  get connections(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
