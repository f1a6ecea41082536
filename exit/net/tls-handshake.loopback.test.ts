import { connect } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { afterEach, expect, it } from 'vitest';
import { askHttps } from '../testing/ask-https.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { TEST_CERTIFICATE, TestCertificates } from '../testing/test-certificates.ts';
import { until } from '../testing/until.ts';

const VISITORS = 8;

let scene: HttpScene;

afterEach(() => scene.end());

/** Sends a request over TLS and resets the connection in the same turn. Resolves when it is gone here. */
function visitAndReset(request: string): Promise<void> {
  const raw = connect(scene.exit.dataPort, '127.0.0.1').on('error', () => {});
  const socket = connectTls({ socket: raw, servername: 'one.exit.test', ca: TEST_CERTIFICATE });
  socket
    .on('error', () => {})
    .once('secureConnect', () => {
      socket.write(request);
      raw.resetAndDestroy();
    });
  return new Promise((resolve) => raw.on('close', () => resolve()));
}

async function visitAllAndReset(request: string): Promise<void> {
  await Promise.all(Array.from({ length: VISITORS }, () => visitAndReset(request)));
}

it.each([
  ['a request', 'GET / HTTP/1.1\r\nHost: one.exit.test\r\n\r\n'],
  ['the last request', 'GET / HTTP/1.1\r\nHost: one.exit.test\r\nConnection: close\r\n\r\n'],
  ['a request of HTTP/1.0', 'GET / HTTP/1.0\r\nHost: one.exit.test\r\n\r\n'],
  ['an upgrade', 'GET / HTTP/1.1\r\nHost: one.exit.test\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n'],
])('visitors that reset right behind %s leave nothing, and keep nobody out', async (_, request) => {
  const limits = { maxConnectionsPerVisitor: VISITORS };
  scene = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() }, limits });
  await visitAllAndReset(request);
  const open = async () => (await (await scene.exit.ask('/status')).json()).visitorConnections;
  await until(async () => (await open()) === 0, 'the end of all connections');
  expect((await askHttps(scene.exit.dataPort, 'one.exit.test')).status).toBe(200);
});

it('a visitor that resets right behind a request is told of by its address', async () => {
  scene = await HttpScene.start({ domain: 'exit.test', tls: { data: new TestCertificates() } });
  const visitors: string[] = [];
  await scene.client.open({ name: 'told' }, (_stream, _rest, { visitor }) => visitors.push(visitor));
  await visitAllAndReset('GET / HTTP/1.1\r\nHost: told.exit.test\r\n\r\n');
  await until(() => visitors.length > 0, 'a request');
  expect((await askHttps(scene.exit.dataPort, 'one.exit.test')).status).toBe(200);
  for (const visitor of visitors) expect(visitor).toMatch(/^127\.0\.0\.1:\d+$/);
});
