import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameFlag, FrameType, GoAwayCode, INITIAL_WINDOW } from './frame.ts';
import { RecordingHandler, SessionPair, sentFrames } from './session-pair.ts';

const { data, windowUpdate, ping, goAway } = FrameType;
const { syn, ack, fin, rst } = FrameFlag;

/** A server session and a way to say anything to it. */
function victim(consume = true): { pair: SessionPair; say: (...frames: Buffer[]) => void } {
  const pair = new SessionPair({
    onStream: (stream) => {
      const handler = new RecordingHandler(consume);
      handler.stream = stream;
      pair.server.accepted.push(handler);
      return handler;
    },
  });
  const say = (...frames: Buffer[]) => {
    pair.server.transport.handler?.onBytes(Buffer.concat(frames));
    pair.clock.runImmediates();
  };
  return { pair, say };
}

describe('a peer that breaks the protocol', () => {
  const open = encodeFrame(windowUpdate, syn, 1, 0);
  it.each([
    ['an unknown version', [Buffer.from('010000000000000100000000', 'hex')], 'yamux version 1 is unknown'],
    ['an unknown type', [Buffer.from('000900000000000100000000', 'hex')], 'yamux frame type 9 is unknown'],
    ['text', [Buffer.from('GET / HTTP/1.1\r\n\r\n')], 'yamux version 71 is unknown'],
    [
      'an id of the wrong parity',
      [encodeFrame(data, syn, 2, 0)],
      'it opened stream 2, whose number is not its to give',
    ],
    ['stream 0', [encodeFrame(windowUpdate, syn, 0, 0)], 'it opened stream 0, whose number is not its to give'],
    ['data for stream 0', [encodeFrame(data, 0, 0, 0)], 'it used stream 0, which was never opened'],
    ['an id that is in use', [open, open], 'it opened stream 1 a second time'],
    ['an id used before', [open, encodeFrame(data, rst, 1, 0), open], 'it opened stream 1 a second time'],
    ['a stream never opened', [encodeFrame(data, 0, 3, 0)], 'it used stream 3, which was never opened'],
    ['a stream that we never opened', [encodeFrame(data, 0, 2, 0)], 'it used stream 2, which was never opened'],
    [
      'data after the end',
      [open, encodeFrame(data, fin, 1, 0), encodeFrame(data, 0, 1, 5)],
      'data after the end (FIN)',
    ],
    ['two ends', [open, encodeFrame(data, fin, 1, 0), encodeFrame(data, fin, 1, 0)], 'it ended stream 1 a second time'],
    ['too much credit', [open, encodeFrame(windowUpdate, 0, 1, 0xffffffff)], 'over 4 GiB'],
    [
      'a frame longer than its window',
      [open, encodeFrame(data, 0, 1, INITIAL_WINDOW + 1)],
      `a frame of ${INITIAL_WINDOW + 1} bytes with a window of ${INITIAL_WINDOW}`,
    ],
    [
      'endless data for a closed stream',
      [open, encodeFrame(data, rst, 1, 0), encodeFrame(data, 0, 1, 0xffffffff)],
      'longer than any window',
    ],
  ])('by %s is sent GoAway(1) and told why', (_name, frames, message) => {
    const { pair, say } = victim();
    say(...frames);
    const last = sentFrames(pair.server.transport).at(-1);
    expect(last).toEqual({ type: goAway, flags: 0, streamId: 0, length: GoAwayCode.protocolError });
    pair.server.transport.deliver();
    expect(pair.server.closed?.code).toBe('protocol-error');
    expect(pair.server.closed?.message).toContain(message);
  });

  it('learns that it did', () => {
    const { pair, say } = victim();
    say(encodeFrame(data, 0, 9, 0));
    pair.settle();
    expect(pair.client.closed?.message).toBe('The peer says that this side broke the yamux protocol.');
  });

  it('by overrunning its window in small frames is stopped at the window', () => {
    const { pair, say } = victim(false);
    say(open);
    for (let i = 0; i < 20; i++) say(encodeFrame(data, 0, 1, Buffer.alloc(16 * 1024)));
    expect(pair.server.accepted[0]?.received.length).toBe(INITIAL_WINDOW);
    expect(pair.server.accepted[0]?.events).toEqual(['data', 'reset protocol-error']);
    expect(pair.server.session.closed).toBe(true);
  });
});

describe('what other implementations do', () => {
  it('opens a stream with data, with credit, or ended at once', () => {
    const { pair, say } = victim();
    say(
      encodeFrame(data, syn, 1, Buffer.from('a')),
      encodeFrame(windowUpdate, syn, 3, 1024),
      encodeFrame(data, syn | fin, 5, Buffer.from('c')),
    );
    expect(pair.server.accepted.map((handler) => [handler.received.toString(), handler.events.join()])).toEqual([
      ['a', 'data'],
      ['', ''],
      ['c', 'data,end'],
    ]);
  });

  it('opens streams out of order, as concurrent openers of hashicorp’s yamux may', () => {
    const { pair, say } = victim();
    say(
      encodeFrame(windowUpdate, syn, 5, 0),
      encodeFrame(windowUpdate, syn, 1, 0),
      encodeFrame(windowUpdate, syn, 3, 0),
    );
    expect(pair.server.accepted.map((handler) => handler.stream?.id)).toEqual([5, 1, 3]);
    say(encodeFrame(windowUpdate, syn, 3, 0));
    expect(pair.server.session.closed).toBe(true);
  });

  it('ends a stream by a window update, or acknowledges with the end', () => {
    const { pair, say } = victim();
    say(encodeFrame(windowUpdate, syn, 1, 0), encodeFrame(windowUpdate, fin, 1, 0));
    expect(pair.server.accepted[0]?.events).toEqual(['end']);
    const { handler, stream } = pair.open(pair.server);
    say(encodeFrame(data, ack | fin, stream.id, Buffer.from('x')));
    expect(handler.events).toEqual(['data', 'end']);
  });

  it('sends data and credit on streams that were reset a moment ago', () => {
    const { pair, say } = victim();
    const { stream } = pair.open(pair.server);
    stream.reset();
    say(
      encodeFrame(data, 0, stream.id, Buffer.alloc(100_000)),
      encodeFrame(windowUpdate, 0, stream.id, 50),
      encodeFrame(data, fin, stream.id, 0),
      encodeFrame(data, syn, 1, Buffer.from('next')),
    );
    expect(pair.server.accepted[0]?.received.toString()).toBe('next');
    expect(pair.server.session.closed).toBe(false);
  });

  it('repeats the value of a ping', () => {
    const { pair, say } = victim();
    say(encodeFrame(ping, syn, 0, 0xcafebabe), encodeFrame(ping, ack, 0, 12345));
    const pong = { type: ping, flags: ack, streamId: 0, length: 0xcafebabe };
    expect(sentFrames(pair.server.transport)).toContainEqual(pong);
  });
});

describe('anything at all', () => {
  const frame = fc
    .tuple(
      fc.constantFrom(data, data, windowUpdate, ping, goAway),
      fc.constantFrom(0, 0, syn, syn, ack, fin, rst, syn | fin, syn | rst, ack | fin, 0xffff),
      fc.constantFrom(0, 1, 1, 2, 3, 5, 7, 0xffffffff),
      fc.oneof(fc.nat(300_000), fc.constant(0xffffffff)),
      fc.uint8Array({ maxLength: 600 }),
    )
    .map(([type, flags, id, number, payload]) => encodeFrame(type, flags, id, type === data ? payload : number));

  /** Says the bytes to a fresh session, which has a stream of its own open, and checks what must hold in the end. */
  function torment(chunks: readonly Buffer[]): void {
    const { pair } = victim(false);
    const own = pair.open(pair.server);
    own.stream.write(Buffer.alloc(1000));
    for (const chunk of chunks) {
      pair.server.transport.handler?.onBytes(chunk);
      pair.clock.runImmediates();
    }
    const { session, accepted, transport } = pair.server;
    for (const handler of accepted) expect(handler.received.length).toBeLessThanOrEqual(INITIAL_WINDOW);
    expect(transport.bufferedBytes).toBeLessThan(64 * 1024);
    pair.server.transport.deliver();
    if (session.closed) {
      expect(session.streamCount).toBe(0);
      expect(pair.server.closed?.message).toMatch(/^The peer /);
      expect(own.handler.events.at(-1)).toMatch(/^(reset|end)/);
    }
  }

  it('random bytes end the session with a reason or are borne', () => {
    fc.assert(fc.property(fc.array(fc.uint8Array({ maxLength: 100 }).map(buffer), { maxLength: 10 }), torment));
  });

  it('so do frames in any order and cut', () => {
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 30 }), fc.integer({ min: 1, max: 200 }), (frames, size) => {
        torment(slices(Buffer.concat(frames), size));
      }),
      { numRuns: 500 },
    );
  });

  it('so do good streams with a few bytes changed', () => {
    const good = recordedConversation();
    const change = fc.tuple(fc.nat(good.length - 1), fc.nat(255));
    fc.assert(
      fc.property(
        fc.array(change, { minLength: 1, maxLength: 5 }),
        fc.integer({ min: 50, max: 5000 }),
        (changes, size) => {
          const bytes = Buffer.from(good);
          for (const [at, value] of changes) bytes[at] = value;
          torment(slices(bytes, size));
        },
      ),
    );
  });

  /** What a well-behaved client says when it opens, uses, ends and resets streams. */
  function recordedConversation(): Buffer {
    const pair = new SessionPair();
    for (let i = 0; i < 8; i++) {
      const { stream } = pair.open();
      stream.write(Buffer.alloc(i * 40, i));
      pair.settle();
      if (i % 2 === 0) stream.end();
      if (i % 3 === 0) stream.reset();
    }
    pair.client.session.close({ code: 'closed', message: 'Done.' });
    pair.settle();
    return Buffer.concat(pair.client.transport.sent);
  }
});

function buffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes);
}

function slices(bytes: Buffer, size: number): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  return chunks;
}
