import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import { memoryTransportPair } from '../../shared/wire/memory-transport.ts';
import { YamuxSession } from '../../shared/wire/yamux-session.ts';
import type { YamuxStream } from '../../shared/wire/yamux-stream.ts';
import { until } from '../testing/until.ts';
import { MAX_IDLE_STREAMS, STREAM_IDLE_MS, StreamPool } from './stream-pool.ts';
import type { StreamUser, TunnelStream } from './tunnel-stream.ts';

const VISITOR = '203.0.113.9:1234';
const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');

let server: YamuxSession;
let client: YamuxSession;
/** The client's ends of the streams that the pool opened. */
let opened: YamuxStream[];
let pool: StreamPool;

beforeEach(() => {
  opened = [];
  const [near, far] = memoryTransportPair();
  server = new YamuxSession(near, { role: 'server', onStream: () => undefined, onClose() {} });
  client = new YamuxSession(far, {
    role: 'client',
    onStream: (stream) => {
      opened.push(stream);
      return {
        onData: (chunk) => stream.consumed(chunk.length),
        onEnd: () => stream.end(),
        onReset() {},
        onDrain() {},
      };
    },
    onClose() {},
  });
  pool = new StreamPool(server, 7);
});

afterEach(() => {
  server.destroy({ code: 'closed', message: 'The test is over.' });
  client.destroy({ code: 'closed', message: 'The test is over.' });
});

class User implements StreamUser {
  mayMoveOn = true;
  status = 0;
  done = false;
  failed = false;
  reset = false;
  onAnswerHead(head: ResponseHead): void {
    this.status = head.status;
  }
  onAnswerInformational(): void {}
  onAnswerBody(): void {}
  onAnswerTrailers() {}
  onAnswerEnd(): void {
    this.done = true;
  }
  onAnswerError(): void {
    this.failed = true;
  }
  onAnswerProgress(): void {}
  onStreamDrain(): void {}
  onStreamReset(): void {
    this.reset = true;
  }
}

/** Takes a stream and waits until the client knows it. */
async function take(): Promise<{ stream: TunnelStream; user: User; far: YamuxStream }> {
  const before = opened.length;
  const stream = pool.acquire(VISITOR);
  const user = new User();
  stream.begin(user, 'GET');
  await until(() => opened.length > before, 'the stream');
  return { stream, user, far: opened[before] as YamuxStream };
}

it('uses a stream again after a whole answer, the most recent one first', async () => {
  const first = await take();
  const second = await take();
  for (const { far, user } of [first, second]) {
    far.write(Buffer.from(ANSWER));
    await until(() => user.done, 'the answer');
  }
  pool.release(first.stream, 0);
  pool.release(second.stream, 0);
  expect(pool.acquire(VISITOR)).toBe(second.stream);
  expect(pool.acquire(VISITOR)).toBe(first.stream);
  expect(opened).toHaveLength(2);
});

it.each([
  ['closes', 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok'],
  ['has bytes behind it', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok!'],
])('does not use a stream again whose answer %s', async (_what, answer) => {
  const { stream, user, far } = await take();
  far.write(Buffer.from(answer));
  await until(() => user.done, 'the answer');
  pool.release(stream, 0);
  expect(pool.acquire(VISITOR)).not.toBe(stream);
});

it('drops an idle stream on which unasked bytes come', async () => {
  const { stream, user, far } = await take();
  far.write(Buffer.from(ANSWER));
  await until(() => user.done, 'the answer');
  pool.release(stream, 0);
  far.write(Buffer.from(ANSWER));
  await until(() => server.streamCount === 0, 'the end of the stream');
  expect(pool.acquire(VISITOR)).not.toBe(stream);
});

it('ends streams that have been idle for too long, and only those', async () => {
  const old = await take();
  const young = await take();
  for (const { far, user } of [old, young]) {
    far.write(Buffer.from(ANSWER));
    await until(() => user.done, 'the answer');
  }
  pool.release(old.stream, 0);
  pool.release(young.stream, 2);
  pool.sweep(STREAM_IDLE_MS + 1);
  await until(() => server.streamCount === 1 && client.streamCount === 1, 'the end of the old stream');
  expect(pool.acquire(VISITOR)).toBe(young.stream);
});

it('bounds the idle streams', async () => {
  const taken = await Promise.all(Array.from({ length: MAX_IDLE_STREAMS + 3 }, () => take()));
  for (const far of opened) far.write(Buffer.from(ANSWER));
  await until(() => taken.every(({ user }) => user.done), 'the answers');
  for (const { stream } of taken) pool.release(stream, 0);
  await until(() => server.streamCount === MAX_IDLE_STREAMS, 'the end of those above the bound');
});

it('breaks all streams off when it is closed and tells their users', async () => {
  const busy = await take();
  const idle = await take();
  idle.far.write(Buffer.from(ANSWER));
  await until(() => idle.user.done, 'the answer');
  pool.release(idle.stream, 0);
  pool.close({ code: 'closed', message: 'The tunnel was closed.' });
  expect(busy.user.reset).toBe(true);
  expect(idle.user.reset).toBe(false);
  await until(() => client.streamCount === 0, 'the reset at the client');
});
