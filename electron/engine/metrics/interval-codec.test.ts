import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Interval } from './interval.ts';
import { intervalCodec } from './interval-codec.ts';
import { intervalArbitrary } from './testing/interval-arbitrary.ts';
import { toSample } from './to-sample.ts';

describe('intervalCodec', () => {
  it('reads what it wrote', () => {
    fc.assert(
      fc.property(intervalArbitrary, (interval) => {
        const read = intervalCodec.decode(intervalCodec.encode(interval));
        expect(toSample(1, true, read)).toEqual(toSample(1, true, interval));
        expect([...read.requests.entries()]).toEqual([...interval.requests.entries()]);
        expect(read.durations.buckets()).toEqual(interval.durations.buckets());
        expect(read.durations.sumMs).toBeCloseTo(interval.durations.sumMs, 2);
      }),
    );
  });

  it('merges bytes as it merges intervals', () => {
    fc.assert(
      fc.property(intervalArbitrary, intervalArbitrary, (one, other) => {
        const merged = intervalCodec.decode(intervalCodec.encode(one));
        intervalCodec.decodeInto(merged, intervalCodec.encode(other));
        one.merge(other);
        expect(toSample(1, true, merged)).toEqual(toSample(1, true, one));
      }),
    );
  });

  it('is small: a minute of 60 requests takes under 150 bytes, and nothing takes 7', () => {
    const minute = new Interval();
    for (let i = 0; i < 60; i += 1) {
      minute.requests.add('GET', 200);
      minute.durations.add(5 * 1.05 ** i);
    }
    expect(intervalCodec.encode(minute).length).toBeLessThan(150);
    expect(intervalCodec.encode(new Interval()).length).toBe(7);
  });

  it('refuses what it has not written', () => {
    const bytes = intervalCodec.encode(new Interval());
    expect(() => intervalCodec.decode(bytes.subarray(0, 4))).toThrow(RangeError);
    expect(() => intervalCodec.decode(Uint8Array.of(9, ...bytes.subarray(1)))).toThrow('format 9');
  });
});
