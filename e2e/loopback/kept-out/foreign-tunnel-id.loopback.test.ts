import { createServer, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ForwardPattern } from '../../../exit/forward/forward-pattern.ts';
import { listen } from '../../../exit/net/listen.ts';
import { ask } from '../../../exit/testing/ask.ts';
import { answering, TestClient } from '../../../exit/testing/test-client.ts';
import { startTestExit, type TestExit } from '../../../exit/testing/test-exit.ts';
import { until } from '../../../exit/testing/until.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { encodeStreamHeader } from '../../../shared/wire/stream-header.ts';
import type { StreamHandler } from '../../../shared/wire/yamux-stream.ts';

const OWN = answering('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nown');

/** What the intruder says: finders of services, which connect to every port of a machine, do not. */
const PLANTED = 'planted by an intruder';

let exit: TestExit;
let target: Server;
let reached = 0;
let owner: TestClient;
let intruder: TestClient;

beforeEach(async () => {
  reached = 0;
  target = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      if (bytes.includes(PLANTED)) reached += 1;
      socket.destroy();
    });
  });
  const { port } = await listen(target, { host: '127.0.0.2', port: 0 }, '');
  const pattern = ForwardPattern.parse(`127.0.0.2:${port}`);
  exit = await startTestExit({ allowForward: pattern === undefined ? [] : [pattern] });
  owner = await TestClient.connect(exit);
  intruder = await TestClient.connect(exit);
});

afterEach(async () => {
  owner.destroy();
  intruder.destroy();
  await exit.server.close();
  await new Promise((resolve) => target.close(resolve));
});

test('the tunnel id of another session neither closes, changes nor reports on its tunnel', async () => {
  const { tunnelId } = await owner.open({ name: 'shop' }, OWN);
  intruder.send({ type: 'health', tunnelId, healthy: false, message: 'planted' });
  intruder.send({ type: 'update-tunnel', requestId: 'steal', tunnelId, rules: { ...NO_RULES, deny: ['0.0.0.0/0'] } });
  intruder.send({ type: 'close-tunnel', tunnelId });
  // Messages are read in order: by this answer all of them were.
  await intruder.open({ name: 'blog' }, OWN);
  expect(await ask(exit.dataPort, 'shop.localhost')).toMatchObject({ status: 200, text: 'own' });
  const status = JSON.stringify(exit.server.status());
  expect(status).toContain('shop.localhost');
  expect(status).not.toContain('planted');
});

test('the tunnel id of another session reaches nothing by local forwarding', async () => {
  const { address, port } = target.address() as { address: string; port: number };
  const { tunnelId } = await owner.open({ kind: 'forward', name: 'db', target: `${address}:${port}` }, () => {});
  // With a forward tunnel of its own, so that its streams are looked at.
  await intruder.open({ kind: 'forward', name: 'mine', target: `${address}:${port}` }, () => {});
  let wasReset = false;
  const handler: StreamHandler = {
    ...{ onData() {}, onEnd() {}, onDrain() {} },
    onReset: () => {
      wasReset = true;
    },
  };
  const stream = intruder.session.openStream(handler);
  stream.write(encodeStreamHeader({ kind: 'forward', tunnelId, visitor: '127.0.0.1:9' }));
  stream.write(Buffer.from(PLANTED));
  await until(() => wasReset, 'the reset');
  expect(reached).toBe(0);
  expect(intruder.closed).toBeUndefined();
});
