import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer, type Server } from 'node:net';

/**
 * Ports that no system gives away by itself: Linux begins with those at 32768, others higher (RFC 6335 §6), and below 20000 are those of well-known programs. Tests that run
 * at once bind hundreds of the others while one of them has its server away.
 */
const FIRST = 20_000;
const COUNT = 12_768;

/** Who has this address's UDP port has taken the TCP port of the same number, for as long as its process lives. Only Linux has all of 127.0.0.0/8. */
const TAKEN_AT = '127.31.0.1';

/** How many may be taken in a row: by other tests, or by programs of this machine. */
const ATTEMPTS = 20;

/** Returns a port of loopback that is free, and that nothing but this process will use. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}

/** The same, several that differ. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(servers.map((server) => listenOnOwnPort(server)));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Listens on such a port of loopback. Returns it. */
export async function listenOnOwnPort(server: Server): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const port = FIRST + Math.floor(Math.random() * COUNT);
    try {
      await take(port);
      return await listen(server, port);
    } catch (error) {
      if (attempt === ATTEMPTS || (error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    }
  }
}

/** Rejects where another process has taken it. */
function take(port: number): Promise<void> {
  const socket = createSocket('udp4');
  return new Promise((resolve, reject) => {
    socket.once('error', (error: NodeJS.ErrnoException) => {
      socket.close();
      if (error.code === 'EADDRNOTAVAIL') resolve();
      else reject(error);
    });
    socket.bind({ port, address: TAKEN_AT, exclusive: true }, () => {
      socket.unref();
      resolve();
    });
  });
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
