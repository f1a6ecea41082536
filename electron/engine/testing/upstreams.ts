import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A server on loopback that a tunnel may lead to; it and its connections are closed when the test is over. */
export interface TestUpstream<S extends net.Server> {
  readonly server: S;
  readonly port: number;
  readonly sockets: readonly net.Socket[];
}

/** Starts a TCP server on a free port. Its sockets may be half open. */
export function startTcpUpstream(
  onSocket: (socket: net.Socket) => void,
  host = '127.0.0.1',
): Promise<TestUpstream<net.Server>> {
  return start(net.createServer({ allowHalfOpen: true }, onSocket), host);
}

/** Starts an HTTP server on a free port. */
export function startHttpUpstream(
  onRequest: http.RequestListener,
  options: http.ServerOptions = {},
): Promise<TestUpstream<http.Server>> {
  return start(http.createServer(options, onRequest), '127.0.0.1');
}

/** Returns a port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await listen(server, '127.0.0.1');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function start<S extends net.Server>(server: S, host: string): Promise<TestUpstream<S>> {
  const sockets: net.Socket[] = [];
  server.on('connection', (socket) => {
    sockets.push(socket);
    // A reset by the other end is what some tests are about.
    socket.on('error', () => {});
  });
  await listen(server, host);
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { server, port: (server.address() as AddressInfo).port, sockets };
}

function listen(server: net.Server, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
}
