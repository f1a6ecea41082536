/**
 * A program that listens on many ports of 127.0.0.1, as that many services. `/wrong` is answered with 404, `/broken` with 500, anything else with a
 * page of a shop. Prints `ports N,N,…`.
 *
 *     node bench/page/services.ts COUNT
 */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { untilStopSignal } from '../../shared/stop-signal.ts';

const STATUS: Readonly<Record<string, number>> = { '/wrong': 404, '/broken': 500 };
/** About the size of a small answer of an API. */
const BODY = JSON.stringify({
  products: Array.from({ length: 12 }, (_, id) => ({ id, name: `Lamp ${id}`, price: 20 + id, stock: id % 5 })),
});

const servers = Array.from({ length: Number(process.argv[2]) }, () =>
  http.createServer((request, response) => {
    const status = STATUS[request.url?.split('?')[0] ?? ''] ?? 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end(BODY);
  }),
);
await Promise.all(servers.map((server) => new Promise<void>((done) => server.listen(0, '127.0.0.1', done))));
console.log(`ports ${servers.map((server) => (server.address() as AddressInfo).port).join(',')}`);
await untilStopSignal();
for (const server of servers) {
  server.close();
  server.closeAllConnections();
}
