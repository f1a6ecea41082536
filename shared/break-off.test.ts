import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import tls from 'node:tls';
import { expect, it, onTestFinished } from 'vitest';
import { breakOff, carriedBy } from './break-off.ts';

/** A connection to a server that reads and says nothing, and the server's end of it. */
async function connection(): Promise<{ near: net.Socket; far: net.Socket }> {
  const server = net.createServer((socket) => socket.resume());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const near = net.connect((server.address() as AddressInfo).port, '127.0.0.1');
  // Its own: whatever looks at the ports of this machine may connect as well.
  const accepted = Promise.withResolvers<net.Socket>();
  server.on('connection', (socket) => {
    if (socket.remotePort === near.localPort) accepted.resolve(socket);
  });
  const far = await accepted.promise;
  onTestFinished(async () => {
    near.destroy();
    far.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  if (near.connecting) await once(near, 'connect');
  return { near, far };
}

/** Resolves with how the connection ended for the other side. */
async function endingOf(far: net.Socket): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  far.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
  far.on('end', () => resolve('end'));
  return promise;
}

it('resets what carries TLS, and closes both sockets', async () => {
  const { near, far } = await connection();
  const ending = endingOf(far);
  const secured = tls.connect({ socket: near }).on('error', () => {});
  carriedBy(secured, near);
  const closed = Promise.all([once(secured, 'close'), once(near, 'close')]);
  breakOff(secured);
  expect(secured.destroyed).toBe(true);
  expect(await ending).toBe('ECONNRESET');
  await closed;
});

it('closes TLS whose connection it does not know', async () => {
  const { near, far } = await connection();
  const ending = endingOf(far);
  const secured = tls.connect({ socket: near }).on('error', () => {});
  breakOff(secured);
  expect(await ending).toBe('end');
});
