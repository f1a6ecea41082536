import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameFlag, FrameType } from './frame.ts';
import { SessionPair, sentFrames } from './session-pair.ts';

const { windowUpdate, ping } = FrameType;
const { syn, ack, rst } = FrameFlag;

describe('limits', () => {
  it('refuse streams beyond the allowed number at the opener and at the peer', () => {
    const pair = new SessionPair({ limits: { maxStreams: 2 } });
    pair.open();
    const second = pair.open();
    expect(() => pair.client.session.openStream()).toThrow('2 streams are open already');
    pair.settle();
    second.stream.reset();
    pair.open();
    pair.settle();
    expect(pair.server.session.streamCount).toBe(2);

    pair.server.transport.handler?.onBytes(encodeFrame(windowUpdate, syn, 7, 0));
    pair.clock.runImmediates();
    expect(sentFrames(pair.server.transport).at(-1)).toEqual({
      type: windowUpdate,
      flags: rst,
      streamId: 7,
      length: 0,
    });
    expect(pair.server.closed).toBeUndefined();
  });

  it('end at the last stream id', () => {
    const pair = new SessionPair({ limits: { lastStreamId: 3 } });
    pair.open();
    pair.open();
    expect(() => pair.client.session.openStream()).toThrow(expect.objectContaining({ code: 'ids-exhausted' }));
  });

  it('give up a peer that makes this side answer and does not read', () => {
    const pair = new SessionPair();
    const flood = Buffer.concat(Array.from({ length: 5000 }, (_, i) => encodeFrame(ping, syn, 0, i)));
    for (let turn = 0; turn < 100 && !pair.server.closed; turn++) {
      pair.server.transport.handler?.onBytes(flood);
      pair.clock.runImmediates();
      expect(pair.server.transport.bufferedBytes).toBeLessThan(2 * 1024 * 1024);
    }
    expect(pair.server.closed?.code).toBe('limit');
  });
});

describe('liveness', () => {
  it('measures round trips', async () => {
    const pair = new SessionPair();
    pair.settle();
    const answer = pair.client.session.ping();
    pair.clock.runImmediates();
    pair.clock.advance(80);
    pair.settle();
    expect(await answer).toBe(80);
    expect(pair.client.session.rttMs).toBeGreaterThan(0);
  });

  it('pings at its pace', () => {
    const pair = new SessionPair();
    pair.settle();
    const before = sentFrames(pair.client.transport).length;
    pair.clock.advance(15_000);
    pair.settle();
    const later = sentFrames(pair.client.transport).slice(before);
    expect(later.map((frame) => [frame.type, frame.flags])).toEqual([
      [ping, syn],
      [ping, ack],
    ]);
  });

  it('takes a peer for dead after two silent pings', () => {
    const pair = new SessionPair();
    pair.settle();
    pair.clock.advance(15_000);
    expect(pair.client.closed).toBeUndefined();
    pair.clock.advance(15_000);
    pair.clock.advance(15_000);
    expect(pair.client.closed).toEqual({ code: 'timeout', message: 'The peer has been silent for more than 30 s.' });
  });

  it('takes any byte for life', () => {
    const pair = new SessionPair();
    pair.settle();
    for (let i = 0; i < 10; i++) {
      pair.clock.advance(15_000);
      pair.client.transport.handler?.onBytes(Buffer.from([0]));
      pair.server.transport.handler?.onBytes(Buffer.from([0]));
    }
    expect(pair.client.closed).toBeUndefined();
  });
});
