import { createServer } from 'node:http';
import net, { type AddressInfo, type Socket } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { closedPort } from '../../testing/upstreams.ts';
import { examine, joinedEngine } from '../testing/examine.ts';

/** Never asked for by anybody but the test's proxy. */
const SERVER = 'ws://exit.example.com:8123';

/** An HTTP proxy that answers every CONNECT with a status, and leads to nowhere. */
async function proxyThatSays(status: number): Promise<string> {
  const server = createServer();
  const sockets = new Set<Socket>();
  server.on('connect', (_request, socket) => {
    sockets.add(socket as Socket);
    socket.on('error', () => {});
    socket.end(`HTTP/1.1 ${status} Test\r\n\r\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function behind(proxyUrl: string) {
  const engine = await joinedEngine(SERVER);
  await engine.network.update({ proxyMode: 'own', proxyUrl });
  return (await examine(engine, 'proxy'))[0];
}

it('finds that a proxy connects', async () => {
  const proxy = await proxyThatSays(200);
  const found = `The proxy ${new URL(proxy).host} of the settings connects to it.`;
  expect(await behind(proxy)).toEqual({ about: 'exit.example.com', verdict: 'ok', found });
});

it('finds a dead proxy', async () => {
  expect(await behind(`http://127.0.0.1:${await closedPort()}`)).toMatchObject({
    verdict: 'failed',
    found: expect.stringContaining('cannot be reached (nothing listens there)'),
    nextStep: expect.stringContaining('Correct the proxy'),
  });
});

it('finds a proxy that wants a password, and one that forbids', async () => {
  expect(await behind(await proxyThatSays(407))).toMatchObject({ nextStep: expect.stringContaining('user name') });
  expect((await behind(await proxyThatSays(403)))?.found).toContain('refused the connection');
});

it('finds something that is no proxy', async () => {
  const server = net.createServer((socket) => {
    socket.on('error', () => {});
    socket.resume().end('SSH-2.0-test\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  const finding = await behind(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  expect(finding).toMatchObject({
    verdict: 'failed',
    found: expect.stringContaining('does not answer as an HTTP proxy'),
  });
});

it('goes through none to this computer', async () => {
  const engine = await joinedEngine('ws://127.0.0.1:1');
  await engine.network.update({ proxyMode: 'own', proxyUrl: 'http://proxy.example.com:3128' });
  expect(await examine(engine, 'proxy')).toMatchObject([{ verdict: 'ok', found: expect.stringContaining('directly') }]);
});
