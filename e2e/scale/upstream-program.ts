/**
 * The services behind the tunnels of many clients: an HTTP port for each client, so that an answer tells whose it is, and one TCP port that echoes.
 *
 *     node e2e/scale/upstream-program.ts COUNT
 *
 * Prints `ready JSON` with the ports. A POST is answered by the port that it came to, its host and the SHA-256 of its body.
 */
import { createHash } from 'node:crypto';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** What `ready` tells. */
export interface UpstreamPorts {
  readonly http: readonly number[];
  readonly echo: number;
}

/** For the many connections that come at the same moment; Node's own 511 would let some wait for TCP's next try. */
const BACKLOG = 4_096;

const count = Number(process.argv[2]);

const server = http.createServer((request, response) => {
  const hash = createHash('sha256');
  request.on('data', (chunk: Buffer) => hash.update(chunk));
  request.on('end', () => {
    response.end(`${request.socket.localPort} ${request.headers.host} ${hash.digest('hex')}`);
  });
});
const echo = net.createServer({ allowHalfOpen: true }, (socket) => {
  socket.on('error', () => {});
  socket.pipe(socket);
});
const listeners = Array.from({ length: count }, () => net.createServer((socket) => server.emit('connection', socket)));

const ports: UpstreamPorts = { http: await Promise.all(listeners.map(listen)), echo: await listen(echo) };
process.stdout.write(`ready ${JSON.stringify(ports)}\n`);
process.on('SIGTERM', () => process.exit(0));

function listen(listener: net.Server): Promise<number> {
  return new Promise((resolve, reject) => {
    listener.once('error', reject);
    listener.listen({ port: 0, host: '127.0.0.1', backlog: BACKLOG }, () =>
      resolve((listener.address() as AddressInfo).port),
    );
  });
}
