import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { breakOff } from '../../shared/break-off.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { until } from '../testing/until.ts';

let server: Server;
let visitor: RawVisitor;
/** The server's ends by the visitors' ports: the finder of another test's app may look at this port, too. */
let accepted: Map<number | undefined, Socket>;
/** The one of the visitor. */
let socket: Socket;
let closed: boolean;

beforeEach(async () => {
  closed = false;
  accepted = new Map();
  server = createServer({ allowHalfOpen: true }, (one) => {
    accepted.set(
      one.remotePort,
      one.on('error', () => {}),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  visitor = new RawVisitor((server.address() as AddressInfo).port);
  await until(() => !visitor.socket.connecting && accepted.has(visitor.socket.localPort), 'the connection');
  socket = accepted.get(visitor.socket.localPort) as Socket;
  socket.on('close', () => {
    closed = true;
  });
});

afterEach(async () => {
  visitor.destroy();
  for (const one of accepted.values()) one.destroy();
  await new Promise((resolve) => server.close(resolve));
});

it('resets a connection', async () => {
  breakOff(socket);
  await until(() => closed, 'close');
  await visitor.isClosed();
  expect(visitor.errorCode).toBe('ECONNRESET');
});

it('closes one whose end has gone out', async () => {
  await new Promise<void>((resolve) => socket.end('all', () => resolve()));
  breakOff(socket);
  await until(() => closed, 'close');
  await visitor.isEnded();
  expect(visitor.text).toBe('all');
});

it('resets one whose end still waits behind bytes that the visitor does not read', async () => {
  visitor.socket.pause();
  socket.write(Buffer.alloc(32 * 1024 * 1024));
  socket.end();
  breakOff(socket);
  await until(() => closed, 'close');
  visitor.socket.resume();
  await visitor.isClosed();
  expect(visitor.errorCode).toBe('ECONNRESET');
});
