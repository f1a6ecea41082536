import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { WebSocket, WebSocketServer } from 'ws';
import type { Contract } from '../../shared/contract/contract.ts';
import type { Log } from '../engine/engine-parts.ts';
import type { Router } from './router.ts';
import { MAX_RPC_MESSAGE, serveSocket } from './serve-socket.ts';

/** `sun_path` holds 104 bytes on macOS and 108 on Linux, its end mark included (sys/un.h). */
const MAX_SOCKET_PATH = 100;
const HASH_LENGTH = 16;

/** Another Porthole runs with the same data folder. */
export class AlreadyRunningError extends Error {
  constructor() {
    super('Porthole is already running with this data folder: use that one, or give another --data-dir.');
  }
}

/**
 * Where the running app of a data folder is reached from the command line: a socket file that only its user can open (a named
 * pipe on Windows). It also keeps a second app from using the same folder.
 */
export class LocalEndpoint {
  readonly #path: string;
  readonly #server: Server;
  readonly #sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_RPC_MESSAGE });

  private constructor(path: string, router: Router, log: Log) {
    this.#path = path;
    this.#server = createServer((_, response) => response.writeHead(426).end());
    this.#server.on('upgrade', (request, socket, head) => {
      this.#sockets.handleUpgrade(request, socket, head, (ws) => serveSocket(router, ws, log));
    });
  }

  /** Rejects with AlreadyRunningError where another app answers there. */
  static async open(dataDir: string, router: Router, log: Log): Promise<LocalEndpoint> {
    const path = socketPath(dataDir);
    const endpoint = new LocalEndpoint(path, router, log);
    try {
      await endpoint.#listen();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      if (await answers(path)) throw new AlreadyRunningError();
      // Left by an app that was killed.
      await rm(path, { force: true });
      await endpoint.#listen();
    }
    return endpoint;
  }

  close(): Promise<void> {
    const { promise, resolve: done } = Promise.withResolvers<void>();
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#server.close(() => done());
    this.#server.closeAllConnections();
    return promise;
  }

  async #listen(): Promise<void> {
    const { promise, resolve: listening, reject } = Promise.withResolvers<void>();
    this.#server.once('error', reject);
    // The file is made inside the call: with this mask there is no moment at which others could open it.
    const mask = process.umask(0o177);
    this.#server.listen(this.#path, () => {
      this.#server.off('error', reject);
      listening();
    });
    process.umask(mask);
    await promise;
  }
}

/** A client of the app that runs with a data folder. */
export interface LocalClient {
  readonly client: ContractRouterClient<Contract>;
  close(): void;
}

/** Connects to the app that runs with `dataDir`; undefined where none does. */
export async function connectLocally(dataDir: string): Promise<LocalClient | undefined> {
  const socket = new WebSocket(`ws+unix:${socketPath(dataDir)}:/rpc`, { perMessageDeflate: false });
  const { promise, resolve: opened } = Promise.withResolvers<boolean>();
  socket.once('open', () => opened(true));
  socket.once('error', () => opened(false));
  if (!(await promise)) return undefined;
  return { client: createORPCClient(new RPCLink({ websocket: socket as never })), close: () => socket.terminate() };
}

function socketPath(dataDir: string): string {
  const folder = resolve(dataDir);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, HASH_LENGTH);
  if (process.platform === 'win32') return `\\\\.\\pipe\\porthole-${hash}`;
  const inFolder = join(folder, 'porthole.sock');
  return Buffer.byteLength(inFolder) <= MAX_SOCKET_PATH ? inFolder : join(tmpdir(), `porthole-${hash}.sock`);
}

function answers(path: string): Promise<boolean> {
  const { promise, resolve: answered } = Promise.withResolvers<boolean>();
  const socket = net.connect(path);
  socket.once('connect', () => {
    socket.destroy();
    answered(true);
  });
  socket.once('error', () => answered(false));
  return promise;
}
