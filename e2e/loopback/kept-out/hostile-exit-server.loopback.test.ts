import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { FINDER_AGENT } from '../../../electron/engine/services/http-title.ts';
import { FakeEmbeddedExit } from '../../../electron/engine/testing/fake-embedded-exit.ts';
import { testEngine } from '../../../electron/engine/testing/test-engine.ts';
import { startHttpUpstream } from '../../../electron/engine/testing/upstreams.ts';
import { listen } from '../../../exit/net/listen.ts';
import type { StreamHeader } from '../../../shared/wire/stream-header.ts';
import { butNoFinder } from '../../fixtures/node-upstream.ts';

const VISITOR = '203.0.113.7:50000';

/** A real engine with two tunnels on a session whose exit server does what the test wants, and a service that is not shared. */
async function underAttack() {
  let reached = 0;
  const secret = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', (bytes) => {
      if (!bytes.includes(FINDER_AGENT)) reached += 1;
      // Nothing that looks like TLS, which a finder would try next.
      socket.end('No.\r\n');
    });
  });
  const { port: secretPort } = await listen(secret, { host: '127.0.0.1', port: 0 }, '');
  onTestFinished(() => new Promise<void>((resolve) => void secret.close(() => resolve())));
  const asked: string[] = [];
  const shared = await startHttpUpstream(
    butNoFinder((request, response) => {
      asked.push(`${request.headers.host} ${request.url}`);
      response.end('shared');
    }),
  );
  const hostile = new FakeEmbeddedExit();
  const engine = testEngine({ startEmbeddedExit: hostile.start });
  await engine.start();
  await engine.tunnels.share({ target: String(shared.port), name: 'shop' });
  await engine.tunnels.share({ target: String(shared.port), name: 'tcp', kind: 'tcp' });
  const [session] = hostile.sessions;
  if (!session) throw new Error('There is no session.');
  return { session, asked, secretPort, sharedPort: shared.port, reached: () => reached };
}

test.each([
  ['a tunnel that was never opened', { kind: 'http', tunnelId: 77 }],
  ['the highest tunnel id', { kind: 'tcp', tunnelId: 0xffffffff }],
  ['an HTTP tunnel as a TCP one', { kind: 'tcp', tunnelId: 1 }],
  ['a TCP tunnel as an HTTP one', { kind: 'http', tunnelId: 2 }],
  ['local forwarding, which is the client’s to open', { kind: 'forward', tunnelId: 1 }],
] as const)('a hostile exit server that opens a stream to %s reaches nothing', async (_what, header) => {
  const { session, asked, reached } = await underAttack();
  const stream = session.openStream({ ...header, visitor: VISITOR } as StreamHeader);
  stream.write('GET / HTTP/1.1\r\nHost: shop.localhost\r\n\r\n');
  await stream.hasBroken();
  expect([asked, reached()]).toEqual([[], 0]);
});

test('a hostile exit server that names another host or port in a request gets no further than the shared service', async () => {
  const { session, asked, secretPort, sharedPort, reached } = await underAttack();
  for (const request of [
    `GET http://127.0.0.1:${secretPort}/ HTTP/1.1\r\nHost: 127.0.0.1:${secretPort}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: 127.0.0.1:${secretPort}\r\n\r\n`,
    `CONNECT 127.0.0.1:${secretPort} HTTP/1.1\r\nHost: 127.0.0.1:${secretPort}\r\n\r\n`,
    `GET / HTTP/1.1\r\nHost: shop.localhost\r\nX-Forwarded-Host: 127.0.0.1:${secretPort}\r\nForwarded: host=127.0.0.1:${secretPort}\r\n\r\n`,
  ]) {
    const stream = session.openStream({ kind: 'http', tunnelId: 1, visitor: VISITOR });
    stream.write(request);
    await expect.poll(() => stream.text !== '' || stream.broken || stream.ended, { timeout: 45_000 }).toBe(true);
  }
  expect(reached()).toBe(0);
  expect(asked.length).toBeLessThanOrEqual(4);
  expect(sharedPort).not.toBe(secretPort);
});
