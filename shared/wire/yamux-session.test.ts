import { describe, expect, it } from 'vitest';
import { FrameFlag, FrameType, INITIAL_WINDOW } from './frame.ts';
import { RecordingHandler, SessionPair, sentFrames } from './session-pair.ts';
import { StreamOpenError } from './stream-open-error.ts';
import { STREAM_HIGH_WATER } from './yamux-stream.ts';

const { data, windowUpdate, goAway } = FrameType;
const { ack } = FrameFlag;

describe('streams', () => {
  it('carry bytes both ways and end orderly', () => {
    const pair = new SessionPair();
    const { stream, handler } = pair.open();
    stream.write(Buffer.from('question'));
    stream.end();
    pair.settle();
    const [answerer] = pair.server.accepted;
    expect(answerer?.received.toString()).toBe('question');
    expect(answerer?.events).toEqual(['data', 'end']);
    answerer?.stream?.write(Buffer.from('answer'));
    answerer?.stream?.end();
    pair.settle();
    expect(handler.received.toString()).toBe('answer');
    expect(handler.events).toEqual(['data', 'end']);
    expect([pair.client.session.streamCount, pair.server.session.streamCount]).toEqual([0, 0]);
  });

  it('number their ids from the client odd, from the server even, rising', () => {
    const pair = new SessionPair();
    expect([pair.open().stream.id, pair.open().stream.id]).toEqual([1, 3]);
    expect([pair.open(pair.server).stream.id, pair.open(pair.server).stream.id]).toEqual([2, 4]);
    pair.settle();
    expect(pair.client.session.streamCount).toBe(4);
  });

  it('are acknowledged once, ahead of their data', () => {
    const pair = new SessionPair();
    pair.open();
    pair.settle();
    pair.server.accepted[0]?.stream?.write(Buffer.from('x'));
    pair.settle();
    const frames = sentFrames(pair.server.transport).filter((frame) => frame.streamId === 1);
    expect(frames).toEqual([
      { type: windowUpdate, flags: ack, streamId: 1, length: 0 },
      { type: data, flags: 0, streamId: 1, length: 1 },
    ]);
  });

  it('send an acknowledgement that finds no company after a moment', () => {
    const pair = new SessionPair({ limits: { pingIntervalMs: 1e6 } });
    pair.settle();
    pair.open();
    pair.clock.runImmediates();
    pair.client.transport.deliver();
    expect(pair.clock.runImmediates()).toBe(false);
    pair.clock.advance(50);
    expect(sentFrames(pair.server.transport).at(-1)).toMatchObject({ type: windowUpdate, flags: ack });
  });

  it('go on in the other direction when one side has ended, in either order', () => {
    const pair = new SessionPair();
    const { stream, handler } = pair.open();
    pair.settle();
    const other = pair.server.accepted[0];
    other?.stream?.end();
    pair.settle();
    expect(handler.events).toEqual(['end']);
    expect(stream.writable).toBe(true);
    stream.write(Buffer.from('still here'));
    pair.settle();
    expect(other?.received.toString()).toBe('still here');
    stream.end();
    pair.settle();
    expect(other?.events).toEqual(['data', 'end']);
    expect(pair.server.session.streamCount).toBe(0);
  });

  it('break at both sides by a reset, and drop late data silently', () => {
    const pair = new SessionPair();
    const { stream, handler } = pair.open();
    pair.settle();
    const other = pair.server.accepted[0];
    other?.stream?.write(Buffer.alloc(1000));
    stream.reset();
    pair.settle();
    expect(other?.events).toEqual(['reset peer-closed']);
    expect(handler.events).toEqual([]);
    expect(pair.client.closed).toBeUndefined();
    expect(pair.client.session.streamCount + pair.server.session.streamCount).toBe(0);
  });

  it('take no calls badly after the end', () => {
    const pair = new SessionPair();
    const { stream } = pair.open();
    stream.end();
    expect(() => stream.write(Buffer.from('x'))).toThrow('written to after its end');
    stream.reset();
    stream.reset();
    stream.end();
    stream.consumed(5);
    expect(stream.write(Buffer.from('x'))).toBe(false);
    pair.settle();
    expect(pair.server.closed).toBeUndefined();
  });

  it('copy from a shared buffer, queued or not', () => {
    const pair = new SessionPair();
    const { stream } = pair.open();
    const shared = Buffer.alloc(64 * 1024, 'a');
    for (const letter of 'abcdefghij') {
      shared.fill(letter);
      stream.writeCopy(shared, 100, 64 * 1024);
    }
    shared.fill('!');
    pair.settle();
    const received = pair.server.accepted[0]?.received ?? Buffer.alloc(0);
    expect(received.length).toBe(10 * (64 * 1024 - 100));
    expect(received.toString('latin1').replace(/(.)\1*/g, '$1')).toBe('abcdefghij');
  });

  it('send the end behind what is queued', () => {
    const pair = new SessionPair();
    const { stream } = pair.open();
    for (let i = 0; i < 20; i++) stream.write(Buffer.alloc(50_000, i));
    stream.end();
    expect(stream.writable).toBe(false);
    pair.settle();
    expect(pair.server.accepted[0]?.received.length).toBe(1_000_000);
    expect(pair.server.accepted[0]?.events).toEqual(['data', 'end']);
  });

  it('are reset when nobody takes them', () => {
    const pair = new SessionPair({ onStream: () => undefined });
    const { stream, handler } = pair.open();
    stream.write(Buffer.alloc(1000));
    pair.settle();
    expect(handler.events).toEqual(['reset peer-closed']);
    expect(pair.server.session.streamCount).toBe(0);
    expect(pair.server.closed).toBeUndefined();
  });
});

describe('credit', () => {
  it('stops a sender at 256 KiB when nothing is consumed, and its queue at the high-water mark', () => {
    const pair = new SessionPair();
    const { stream } = pair.open();
    pair.settle();
    const other = pair.server.accepted[0];
    if (other) other.consume = false;
    let written = 0;
    for (let more = true; more; ) {
      more = stream.write(Buffer.alloc(10_000));
      written += 10_000;
      pair.settle();
    }
    expect(other?.received.length).toBe(INITIAL_WINDOW);
    expect(stream.queuedBytes).toBe(written - INITIAL_WINDOW);
    expect(stream.queuedBytes).toBeLessThan(STREAM_HIGH_WATER + 10_000);
  });

  it('comes back at half a window, in one update', () => {
    const pair = new SessionPair();
    const { stream } = pair.open();
    pair.settle();
    const other = pair.server.accepted[0];
    if (other) other.consume = false;
    stream.write(Buffer.alloc(60_000));
    stream.write(Buffer.alloc(60_000));
    stream.write(Buffer.alloc(60_000));
    pair.settle();
    const before = sentFrames(pair.server.transport).length;
    other?.stream?.consumed(INITIAL_WINDOW / 2 - 1);
    pair.settle();
    expect(sentFrames(pair.server.transport)).toHaveLength(before);
    other?.stream?.consumed(1);
    pair.settle();
    expect(sentFrames(pair.server.transport).at(-1)).toMatchObject({ type: windowUpdate, flags: 0, streamId: 1 });
  });

  it('refuses more consumed than was received', () => {
    const pair = new SessionPair();
    expect(() => pair.open().stream.consumed(1)).toThrow(RangeError);
  });

  it('tells when to go on', () => {
    const pair = new SessionPair();
    const { stream, handler } = pair.open();
    while (stream.write(Buffer.alloc(16_000)));
    expect(handler.events).toEqual([]);
    pair.settle();
    expect(handler.events).toEqual(['drain']);
    expect(stream.queuedBytes).toBe(0);
  });
});

describe('the end of a session', () => {
  it('is told to streams first, then once to its user, on both sides', () => {
    const pair = new SessionPair();
    const { handler } = pair.open();
    pair.settle();
    pair.client.session.close({ code: 'closed', message: 'Enough.' });
    expect(handler.events).toEqual(['reset closed']);
    expect(pair.client.session.closed).toBe(true);
    pair.settle();
    expect(pair.client.closed).toEqual({ code: 'closed', message: 'Enough.' });
    expect(pair.server.closed).toEqual({ code: 'peer-closed', message: 'Enough.' });
    expect(pair.server.accepted[0]?.events).toEqual(['reset peer-closed']);
    expect(sentFrames(pair.client.transport).at(-1)).toEqual({ type: goAway, flags: 0, streamId: 0, length: 0 });
  });

  it('leaves no timer behind', () => {
    const pair = new SessionPair();
    pair.settle();
    pair.client.session.destroy({ code: 'closed', message: 'Enough.' });
    expect(pair.server.closed?.code).toBe('lost');
    expect(pair.clock.timerCount).toBe(0);
  });

  it('lets no stream open any more', () => {
    const pair = new SessionPair();
    pair.client.session.destroy({ code: 'closed', message: 'Enough.' });
    expect(() => pair.client.session.openStream()).toThrow(StreamOpenError);
  });

  it('fails pings that wait', async () => {
    const pair = new SessionPair();
    const answer = pair.client.session.ping();
    pair.client.session.destroy({ code: 'closed', message: 'Enough.' });
    await expect(answer).rejects.toThrow('Enough.');
  });

  it('may come from within a callback', () => {
    const pair = new SessionPair({
      onStream: () => {
        pair.server.session.close({ code: 'closed', message: 'Not today.' });
        return new RecordingHandler();
      },
    });
    pair.open().stream.write(Buffer.alloc(100));
    pair.settle();
    expect(pair.server.closed?.message).toBe('Not today.');
    expect(pair.client.closed?.code).toBe('peer-closed');
  });
});

describe('going away', () => {
  it('keeps open streams and takes no new ones', () => {
    const pair = new SessionPair();
    const { stream } = pair.open();
    pair.settle();
    pair.server.session.goAway();
    const late = pair.open();
    pair.settle();
    expect(late.handler.events).toEqual(['reset peer-closed']);
    expect(() => pair.client.session.openStream()).toThrow('takes no new streams');
    stream.write(Buffer.from('x'));
    pair.settle();
    expect(pair.server.accepted[0]?.received.toString()).toBe('x');
  });
});
