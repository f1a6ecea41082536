import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { ask } from '../../../exit/testing/ask.ts';
import { RawVisitor } from '../../../exit/testing/raw-visitor.ts';
import { answering, TestClient } from '../../../exit/testing/test-client.ts';
import { startTestExit, TEST_TOKEN, type TestExit } from '../../../exit/testing/test-exit.ts';
import { until } from '../../../exit/testing/until.ts';
import { encodeFrame, FrameFlag, FrameType } from '../../../shared/wire/frame.ts';
import { DEFAULT_LIMITS } from '../../../shared/wire/session-limits.ts';
import { MAX_WS_MESSAGE, SUBPROTOCOL } from '../../../shared/wire/ws-transport.ts';

const STREAMS = 100_000;
const MIB = 1024 * 1024;
/** What 100,000 streams may cost, and what somebody who does not read may make the exit server hold: some windows, and what the kernel takes. */
const BOUND = 128 * MIB;

let exit: TestExit;
let good: TestClient;
let sockets: WebSocket[] = [];

beforeEach(async () => {
  exit = await startTestExit();
  good = await TestClient.connect(exit);
  await good.open({ name: 'good' }, answering('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ngood'));
});

afterEach(async () => {
  for (const socket of sockets) socket.terminate();
  sockets = [];
  good.destroy();
  await exit.server.close();
});

/** A connection with a good token whose owner writes frames by hand. */
async function hostile(): Promise<WebSocket> {
  const headers = { Authorization: `Bearer ${TEST_TOKEN}` };
  const socket = new WebSocket(`ws://127.0.0.1:${exit.controlPort}/tunnel`, SUBPROTOCOL, { headers });
  sockets.push(socket);
  socket.on('error', () => {});
  await new Promise<void>((resolve) => socket.once('open', () => resolve()));
  return socket;
}

/** SYN frames of so many streams, in messages as long as the exit server takes. */
function* openings(count: number): Generator<Buffer> {
  const frame = encodeFrame(FrameType.windowUpdate, FrameFlag.syn, 1, 0);
  const inMessage = Math.floor(MAX_WS_MESSAGE / frame.length);
  for (let done = 0; done < count; done += inMessage) {
    const frames = Array.from({ length: Math.min(inMessage, count - done) }, (_, index) =>
      encodeFrame(FrameType.windowUpdate, FrameFlag.syn, 2 * (done + index) + 1, 0),
    );
    yield Buffer.concat(frames);
  }
}

async function othersAreServed(): Promise<void> {
  for (let count = 0; count < 20; count++) expect((await ask(exit.dataPort, 'good.localhost')).text).toBe('good');
}

test.each([
  ['reads the answers', true],
  ['never reads', false],
])('a hostile client that opens 100,000 streams and %s harms nobody', async (_what, reads) => {
  const socket = await hostile();
  if (!reads) socket.pause();
  const messages = [...openings(STREAMS)];
  const before = process.memoryUsage().rss;
  for (const message of messages) if (socket.readyState === WebSocket.OPEN) socket.send(message);
  await until(
    () => socket.readyState !== WebSocket.OPEN || socket.bufferedAmount === 0,
    'the exit server to take or refuse them',
  );
  await othersAreServed();
  for (const { streams } of exit.server.status().sessions)
    expect(streams).toBeLessThanOrEqual(DEFAULT_LIMITS.maxStreams);
  expect(process.memoryUsage().rss - before).toBeLessThan(BOUND);
});

test('a hostile client that never reads what visitors send makes the exit server hold little of it', async () => {
  const client = await TestClient.connect(exit);
  // It takes the stream, and credits nothing.
  await client.open({ name: 'deaf' }, () => {});
  const before = process.memoryUsage().rss;
  const visitors = Array.from({ length: 8 }, () => new RawVisitor(exit.dataPort));
  const chunk = 'x'.repeat(MIB);
  try {
    for (const visitor of visitors) {
      visitor.write(`POST / HTTP/1.1\r\nHost: deaf.localhost\r\nContent-Length: ${64 * MIB}\r\n\r\n`);
      for (let count = 0; count < 16; count++) visitor.write(chunk);
    }
    await othersAreServed();
    // What this test itself holds for the visitors is not the exit server's.
    const waiting = () => visitors.reduce((sum, { socket }) => sum + socket.writableLength, 0);
    expect(waiting()).toBeGreaterThan(0);
    expect(process.memoryUsage().rss - before - waiting()).toBeLessThan(BOUND);
  } finally {
    for (const visitor of visitors) visitor.destroy();
    client.destroy();
  }
});
