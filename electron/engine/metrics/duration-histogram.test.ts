import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DurationHistogram } from './duration-histogram.ts';

const QUANTILES = [0, 0.25, 0.5, 0.9, 0.95, 0.99, 1];
/** 1 µs to about a day. */
const durations = fc.array(fc.double({ min: 0.001, max: 1e8, noNaN: true }), { minLength: 1, maxLength: 300 });

function of(values: readonly number[]): DurationHistogram {
  const histogram = new DurationHistogram();
  for (const value of values) histogram.add(value);
  return histogram;
}

describe('DurationHistogram', () => {
  it('gives each quantile within 1 % of the real value at its rank', () => {
    fc.assert(
      fc.property(durations, (values) => {
        const sorted = [...values].sort((a, b) => a - b);
        const answers = of(values).quantiles(QUANTILES);
        QUANTILES.forEach((quantile, i) => {
          const real = sorted[Math.floor(quantile * (sorted.length - 1))] as number;
          // A hair more than 1 % for the rounding of logarithms at a bucket's edge.
          expect(Math.abs((answers[i] as number) - real)).toBeLessThanOrEqual(real * 0.010_001);
        });
      }),
    );
  });

  it('is the same merged from parts as it is of the whole', () => {
    fc.assert(
      fc.property(durations, durations, (left, right) => {
        const merged = of(left);
        merged.merge(of(right));
        const whole = of([...left, ...right]);
        expect(merged.count).toBe(whole.count);
        expect(merged.quantiles(QUANTILES)).toEqual(whole.quantiles(QUANTILES));
      }),
    );
  });

  it('leaves what it merges from alone', () => {
    const other = of([5]);
    of([1]).merge(other);
    expect(other.count).toBe(1);
    expect(other.quantiles([0])[0]).toBeCloseTo(5, 0);
  });

  it('knows nothing of nothing, and takes what no clock can measure', () => {
    expect(new DurationHistogram().quantiles([0.5, 0.99])).toEqual([null, null]);
    const [least] = of([0]).quantiles([0.5]);
    expect(least).toBeCloseTo(0.001, 4);
  });
});
