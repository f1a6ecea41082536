import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import { ownConnections } from './own-connections.ts';

/**
 * A server on loopback that a tunnel may lead to; it and its connections are closed when the test is over. Connections of other programs of this machine wait there
 * unseen: the finder of services of an app in another test looks at every port.
 */
export interface TestUpstream<S extends net.Server> {
  readonly server: S;
  readonly port: number;
  /** In the order in which they came. */
  readonly sockets: readonly net.Socket[];
}

/** Starts a TCP server. Its sockets may be half open. @param port 0: a free one */
export async function startTcpUpstream(
  onSocket: (socket: net.Socket) => void,
  host = '127.0.0.1',
  port = 0,
): Promise<TestUpstream<net.Server>> {
  const server = net.createServer({ allowHalfOpen: true });
  return { server, ...(await listen(server, onSocket, { host, port })) };
}

/** Starts an HTTP server on a free port. `forAnybody`: other programs may ask it, too. */
export async function startHttpUpstream(
  onRequest: http.RequestListener,
  { forAnybody = false, ...options }: http.ServerOptions & { forAnybody?: boolean } = {},
): Promise<TestUpstream<http.Server>> {
  const server = http.createServer(options, onRequest);
  // As HTTP servers of Node accept their connections.
  const door = net.createServer({ allowHalfOpen: true, noDelay: true });
  const onSocket = (socket: net.Socket) => void server.emit('connection', socket);
  return { server, ...(await listen(door, onSocket, { host: '127.0.0.1', port: 0, forAnybody })) };
}

/** Returns a port on which nothing listens, nor will before the test is over: it is one end of a connection. */
export async function closedPort(): Promise<number> {
  const { port } = await startTcpUpstream(() => {});
  const holder = net.connect(port, '127.0.0.1');
  await once(holder, 'connect');
  onTestFinished(() => void holder.destroy());
  return holder.localPort as number;
}

async function listen(
  server: net.Server,
  onSocket: (socket: net.Socket) => void,
  { host, port, forAnybody = false }: { host: string; port: number; forAnybody?: boolean },
): Promise<{ port: number; sockets: readonly net.Socket[] }> {
  const all: net.Socket[] = [];
  const sockets: net.Socket[] = [];
  server.on('connection', (socket) => {
    all.push(socket);
    // A reset by the other end is what some tests are about.
    socket.on('error', () => {});
    const take = () => {
      sockets.push(socket);
      onSocket(socket);
    };
    if (forAnybody) take();
    else ownConnections.whenOwn(socket, take);
  });
  server.listen(port, host);
  await once(server, 'listening');
  onTestFinished(async () => {
    for (const socket of all) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, sockets };
}
