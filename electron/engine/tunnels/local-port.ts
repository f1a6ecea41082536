import { createServer, type Server, type Socket } from 'node:net';

/** Both of this computer's own addresses, since programs take `localhost` for either. Never another one: nobody else is let in. */
const HOSTS = ['127.0.0.1', '::1'] as const;

/** What the system says where a computer has no IPv6. */
const NO_SUCH_ADDRESS = new Set(['EADDRNOTAVAIL', 'EAFNOSUPPORT']);

/** The local port cannot be listened on; the message is for the user. */
export class LocalPortError extends Error {
  override readonly name = 'LocalPortError';
}

/** A port of this computer's localhost that takes connections. */
export class LocalPort {
  readonly #onConnection: (socket: Socket) => void;
  readonly #servers: Server[] = [];
  #closed = false;

  /** @param onConnection takes a connection, paused and half-open */
  constructor(onConnection: (socket: Socket) => void) {
    this.#onConnection = onConnection;
  }

  /** Rejects with LocalPortError. Called once. */
  async open(port: number): Promise<void> {
    for (const host of HOSTS) {
      try {
        await this.#listen(host, port);
      } catch (error) {
        const { code = '' } = error as NodeJS.ErrnoException;
        if (host !== HOSTS[0] && NO_SUCH_ADDRESS.has(code)) continue;
        this.close();
        throw new LocalPortError(explain(port, code));
      }
    }
  }

  /** Takes no new connections and gives the port back. */
  close(): void {
    this.#closed = true;
    for (const server of this.#servers.splice(0)) server.close();
  }

  #listen(host: string, port: number): Promise<void> {
    const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, this.#onConnection);
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, ipv6Only: true }, () => {
        server.off('error', reject);
        // E.g. no descriptors left for a connection: that connection is lost, and the port stays.
        server.on('error', () => {});
        if (this.#closed) server.close();
        else this.#servers.push(server);
        resolve();
      });
    });
  }
}

function explain(port: number, code: string): string {
  if (code === 'EADDRINUSE') return `Port ${port} of this computer is in use by another program.`;
  if (code === 'EACCES') return `You may not listen on port ${port} of this computer.`;
  return `Port ${port} of this computer cannot be opened (${code}).`;
}
