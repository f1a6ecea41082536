import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { Registry } from 'prom-client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { memoryTransportPair } from '../../shared/wire/memory-transport.ts';
import { YamuxSession } from '../../shared/wire/yamux-session.ts';
import { DEFAULT_EXIT_LIMITS } from '../limits/exit-limits.ts';
import { RequestMetrics } from '../metrics/request-metrics.ts';
import { NOT_SHARED } from '../testing/not-shared.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { until } from '../testing/until.ts';
import { HttpGroup } from './http-group.ts';
import { HttpTunnel } from './http-tunnel.ts';
import { LINGER_MS, VisitorConnection, type VisitorContext } from './visitor-connection.ts';

/** Other than the defaults, so that it shows whose they are. */
const LIMITS = { ...DEFAULT_EXIT_LIMITS, headTimeoutMs: 3_000, idleTimeoutMs: 50_000, bodyTimeoutMs: 20_000 };
const { headTimeoutMs, idleTimeoutMs, bodyTimeoutMs } = LIMITS;

/** A data plane without tunnels whose clock stands until a test moves it. */
class StandingPlane implements VisitorContext {
  readonly metrics = new RequestMetrics(new Registry());
  readonly scheme = 'http';
  readonly limits = LIMITS;
  readonly draining = false;
  readonly accessLog = undefined;
  readonly connections: VisitorConnection[] = [];
  coarseNow = 0;
  /** Those that are closed. */
  readonly closed = new Set<VisitorConnection>();
  /** That of slow.localhost. */
  group: HttpGroup | undefined;
  route({ host }: RequestHead): HttpGroup | 'no-tunnel' {
    return (host === 'slow.localhost' ? this.group : undefined) ?? 'no-tunnel';
  }
  connectionUpgraded(): void {}
  pipeClosed(): void {}
  connectionClosed(connection: VisitorConnection): void {
    this.closed.add(connection);
  }
  advance(ms: number): void {
    this.coarseNow += ms;
    for (const connection of this.connections) connection.checkDeadline(this.coarseNow);
  }
}

let plane: StandingPlane;
let server: Server;
let visitor: RawVisitor;
/** The exit server's ends of the visitors' connections, by the visitors' ports: the finder of another test's app may look at this port, too. */
let accepted: Map<number | undefined, Socket>;
const endOf = (one: RawVisitor) => accepted.get(one.socket.localPort);
/** What the exit server made of the visitor's connection. */
let connection: VisitorConnection;

beforeEach(async () => {
  plane = new StandingPlane();
  accepted = new Map();
  server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.set(socket.remotePort, socket);
    plane.connections.push(new VisitorConnection(socket, plane));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  visitor = new RawVisitor((server.address() as AddressInfo).port);
  await until(() => !visitor.socket.connecting && endOf(visitor) !== undefined, 'the connection');
  const name = `127.0.0.1:${visitor.socket.localPort}`;
  connection = plane.connections.find((one) => one.visitor === name) as VisitorConnection;
});

afterEach(async () => {
  visitor.destroy();
  for (const one of plane.connections) one.destroy();
  await new Promise((resolve) => server.close(resolve));
});

it('closes a connection that has no request for long', async () => {
  plane.advance(idleTimeoutMs - 1);
  expect(visitor.ended).toBe(false);
  plane.advance(1);
  await visitor.isEnded();
  expect(visitor.text).toBe('');
});

it('counts that time anew after each answer', async () => {
  plane.advance(idleTimeoutMs - 1);
  visitor.get('nobody.localhost');
  await visitor.sees('</html>');
  plane.advance(idleTimeoutMs - 1);
  visitor.text = '';
  visitor.get('nobody.localhost');
  await visitor.sees('</html>');
  plane.advance(idleTimeoutMs);
  await visitor.isEnded();
});

it('answers 408 when a head is not whole in time, however it trickles', async () => {
  visitor.write('GET / HTTP/1.1\r\n');
  await until(() => connection.busy, 'the first bytes');
  plane.advance(headTimeoutMs - 1);
  visitor.write('Host: nobody.localhost\r\n');
  plane.advance(1);
  await visitor.isEnded();
  expect(visitor.text).toMatch(
    /^HTTP\/1\.1 408 Request Timeout\r\n.*Porthole-Error: request-timeout\r\n.*Connection: close\r\n/s,
  );
});

it('takes no stray empty line for a head', async () => {
  visitor.get('nobody.localhost');
  await visitor.sees('</html>');
  visitor.write('\r\n');
  visitor.get('nobody.localhost');
  await until(() => visitor.text.split('</html>').length === 3, 'the second answer');
  const before = endOf(visitor)?.bytesRead ?? 0;
  visitor.write('\r\n');
  await until(() => endOf(visitor)?.bytesRead === before + 2, 'the empty line');
  plane.advance(headTimeoutMs);
  expect(visitor.ended).toBe(false);
});

it('does not wait for ever for the end of a visitor that was answered last', async () => {
  visitor.get('nobody.localhost', '/', 'Connection: close\r\n');
  await visitor.isEnded();
  plane.advance(LINGER_MS - 1);
  expect(plane.closed.has(connection)).toBe(false);
  plane.advance(1);
  await until(() => plane.closed.has(connection), 'the close');
});

it('answers 408 when an upload stands still for long, but not when the upstream holds it back', async () => {
  const [near, far] = memoryTransportPair();
  const session = new YamuxSession(near, { role: 'server', onStream: () => undefined, onClose() {} });
  const client = new YamuxSession(far, {
    role: 'client',
    // Gives no credit back.
    onStream: () => ({ onData() {}, onEnd() {}, onReset() {}, onDrain() {} }),
    onClose() {},
  });
  const facts = { id: 1, name: 'slow', publicUrl: 'http://slow.localhost', upstream: 'http://127.0.0.1:1' };
  const link = {
    closed: false,
    leaving: false,
    checkLink: () => false,
    openStream: session.openStream.bind(session),
  };
  const tunnel = new HttpTunnel({ ...facts, terms: NOT_SHARED }, link, plane.metrics.unknown);
  plane.group = new HttpGroup(tunnel);

  visitor.write('POST / HTTP/1.1\r\nHost: slow.localhost\r\nContent-Length: 5\r\n\r\n1');
  await until(() => session.streamCount === 1, 'the stream');
  plane.advance(bodyTimeoutMs - 1);
  expect(visitor.text).toBe('');
  plane.advance(1);
  await visitor.sees('HTTP/1.1 408 ');

  const held = new RawVisitor((server.address() as AddressInfo).port);
  held.write('POST / HTTP/1.1\r\nHost: slow.localhost\r\nContent-Length: 100000000\r\n\r\n');
  held.socket.write(Buffer.alloc(32 * 1024 * 1024));
  await until(() => endOf(held)?.isPaused() === true, 'the visitor to be stopped');
  for (let round = 0; round < 3; round++) plane.advance(bodyTimeoutMs);
  expect(endOf(held)?.destroyed).toBe(false);
  expect(held.text).toBe('');
  held.destroy();
  for (const side of [session, client]) side.destroy({ code: 'closed', message: 'The test is over.' });
});
