import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { breakOff } from '../../shared/break-off.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { until } from '../testing/until.ts';

const server = createServer({ allowHalfOpen: true });
let visitor: RawVisitor;
let socket: Socket;
let closed: boolean;

beforeEach(async () => {
  closed = false;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  visitor = new RawVisitor((server.address() as AddressInfo).port);
  socket = await accepted;
  socket.on('error', () => {});
  socket.on('close', () => {
    closed = true;
  });
});

afterEach(async () => {
  visitor.destroy();
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
