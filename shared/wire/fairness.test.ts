import { describe, expect, it } from 'vitest';
import { FrameType } from './frame.ts';
import { QUANTUM, type Schedulable, SendScheduler } from './send-scheduler.ts';
import { SessionPair, sentFrames } from './session-pair.ts';

/** Bulk streams that never run dry, over a transport that takes 64 KiB at a time. */
function busyPair(bulkStreams: number): { pair: SessionPair; step: () => void } {
  const pair = new SessionPair();
  pair.settle();
  const pumps = Array.from({ length: bulkStreams }, () => {
    const { stream } = pair.open();
    const pump = () => {
      while (stream.write(Buffer.alloc(16 * 1024)));
    };
    stream.handler = { onData() {}, onEnd() {}, onReset() {}, onDrain: pump };
    return pump;
  });
  for (const pump of pumps) pump();
  const step = () => {
    pair.clock.runImmediates();
    pair.client.transport.deliver(64 * 1024);
    pair.server.transport.deliver();
  };
  for (let i = 0; i < 50; i++) step();
  return { pair, step };
}

/** Data frames that the client has sent since `from`, in order. */
function dataFrames(pair: SessionPair, from: number) {
  return sentFrames(pair.client.transport)
    .slice(from)
    .filter((frame) => frame.type === FrameType.data);
}

/** Bytes of other streams that were sent before the first frame of this one. */
function bytesBefore(streamId: number, frames: { streamId: number; length: number }[]): number {
  const place = frames.findIndex((frame) => frame.streamId === streamId);
  expect(place).toBeGreaterThanOrEqual(0);
  return frames.slice(0, place).reduce((sum, frame) => sum + frame.length, 0);
}

describe('fairness', () => {
  it('lets a small message of a new stream go within one round of bulk', () => {
    const { pair, step } = busyPair(2);
    const from = sentFrames(pair.client.transport).length;
    const { stream } = pair.open();
    stream.write(Buffer.from('small'));
    for (let i = 0; i < 20; i++) step();
    expect(bytesBefore(stream.id, dataFrames(pair, from))).toBeLessThanOrEqual(2 * QUANTUM);
  });

  it('does so again and again for the same stream', () => {
    const { pair, step } = busyPair(2);
    const { stream } = pair.open();
    for (let message = 0; message < 10; message++) {
      const from = sentFrames(pair.client.transport).length;
      stream.write(Buffer.from('small'));
      for (let i = 0; i < 20; i++) step();
      expect(bytesBefore(stream.id, dataFrames(pair, from))).toBeLessThanOrEqual(2 * QUANTUM);
    }
  });

  it('shares the link evenly between bulk streams', () => {
    const { pair, step } = busyPair(3);
    for (let i = 0; i < 200; i++) step();
    const bytes = new Map<number, number>();
    for (const frame of dataFrames(pair, 0)) bytes.set(frame.streamId, (bytes.get(frame.streamId) ?? 0) + frame.length);
    const [least = 0, , most = 0] = [...bytes.values()].sort((a, b) => a - b);
    expect(least).toBeGreaterThan(1_000_000);
    expect(most - least).toBeLessThan(0.1 * most);
  });

  it('holds at most a quarter MiB in the transport, whatever waits', () => {
    const { pair, step } = busyPair(8);
    for (let i = 0; i < 50; i++) {
      step();
      expect(pair.client.transport.bufferedBytes).toBeLessThan(256 * 1024 + QUANTUM + 1024);
    }
  });

  it('holds no more where every batch begins with a control frame', () => {
    const pair = new SessionPair();
    pair.settle();
    // New streams, each with its opening frame and bytes of its own, and a transport that takes nothing meanwhile.
    for (let i = 0; i < 40; i++) {
      const { stream } = pair.open();
      stream.write(Buffer.alloc(60 * 1024));
      pair.clock.runImmediates();
    }
    expect(pair.client.transport.bufferedBytes).toBeLessThan(256 * 1024 + 64 * 1024 + 1024);
    expect(pair.client.session.closed).toBe(false);
  });

  it('sends nothing of a stream that was reset in line', () => {
    const { pair, step } = busyPair(2);
    const { stream } = pair.open();
    stream.write(Buffer.alloc(40_000));
    const from = sentFrames(pair.client.transport).length;
    stream.reset();
    for (let i = 0; i < 20; i++) step();
    expect(dataFrames(pair, from).some((frame) => frame.streamId === stream.id)).toBe(false);
  });
});

describe('window of bulk', () => {
  /** One bulk stream over a short link; `small` is sent on a stream of its own between its frames. */
  function transfer(small: boolean): number {
    const pair = new SessionPair();
    pair.settle();
    const { stream: bulk } = pair.open();
    const { stream: other } = pair.open();
    for (let i = 0; i < 300; i++) {
      bulk.write(Buffer.alloc(32 * 1024));
      if (small) other.write(Buffer.from('small'));
      pair.settle();
      pair.clock.advance(1);
    }
    return pair.server.accepted[0]?.stream?.receiveWindow ?? 0;
  }

  it('shrinks in the company of small messages only', () => {
    expect(transfer(true)).toBeLessThan(160 * 1024);
    expect(transfer(false)).toBeGreaterThanOrEqual(256 * 1024);
  });
});

describe('SendScheduler', () => {
  class Source implements Schedulable {
    deficit = 0;
    place: Schedulable['place'] = 'none';
    nextInLine: Schedulable | undefined;
    readonly name: string;
    bytes: number;
    constructor(name: string, bytes: number) {
      this.name = name;
      this.bytes = bytes;
    }
    get sendable(): boolean {
      return this.bytes > 0;
    }
  }

  function run(scheduler: SendScheduler<Source>, turns: number): string {
    let order = '';
    for (let i = 0; i < turns; i++) {
      const source = scheduler.next();
      if (!source) break;
      const sent = Math.min(source.deficit, source.bytes);
      source.bytes -= sent;
      scheduler.charge(source, sent);
      order += source.name;
    }
    return order;
  }

  it('lets streams take turns by quanta', () => {
    const scheduler = new SendScheduler<Source>();
    scheduler.add(new Source('a', 3 * QUANTUM));
    scheduler.add(new Source('b', QUANTUM + 1));
    expect(run(scheduler, 99)).toBe('abab' + 'a');
    expect(scheduler.empty).toBe(true);
  });

  it('puts newcomers first for one quantum, after which they take their turns', () => {
    const scheduler = new SendScheduler<Source>();
    const bulk = new Source('B', 100 * QUANTUM);
    const small = new Source('s', QUANTUM);
    scheduler.add(bulk);
    run(scheduler, 3);
    scheduler.add(small);
    expect(run(scheduler, 1)).toBe('s');
    let order = '';
    for (let i = 0; i < 10; i++) {
      // It comes again at once, before its turn in the round.
      small.bytes = QUANTUM;
      scheduler.add(small);
      order += run(scheduler, 1);
    }
    expect(order).toBe('sB'.repeat(5));
  });

  it('knows when nobody else waits', () => {
    const scheduler = new SendScheduler<Source>();
    expect(scheduler.alone).toBe(false);
    scheduler.add(new Source('a', 1));
    expect(scheduler.alone).toBe(true);
    scheduler.add(new Source('b', 1));
    expect(scheduler.alone).toBe(false);
  });
});
