import { describe, expect, it } from 'vitest';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import { gapsOf, withLiveTail, zoomed } from './time-window.ts';

function sample(at: number, measured = true): MetricsSample {
  const requests = { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 };
  return { at, measured, requests, p50: null, p95: null, p99: null, bytesIn: 0, bytesOut: 0, open: 0, connects: 0 };
}

describe('gapsOf', () => {
  it('tells what was before the first sample', () =>
    expect(gapsOf([sample(8), sample(9), sample(10)], 1, { min: 0, max: 10 })).toEqual([{ min: 0, max: 7 }]));

  it('tells what was not measured between and at the end', () => {
    const samples = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => sample(at, at < 3 || at === 6));
    expect(gapsOf(samples, 1, { min: 0, max: 8 })).toEqual([
      { min: 2, max: 5 },
      { min: 6, max: 8 },
    ]);
  });

  it('tells none where all was measured', () =>
    expect(gapsOf([sample(2), sample(4)], 2, { min: 0, max: 4 })).toEqual([]));
});

describe('withLiveTail', () => {
  const history = { tunnelId: 'a', step: 1, until: 2, samples: [sample(1), sample(2)], gaps: [], methods: [] };

  it('adds the seconds that came since', () =>
    expect(withLiveTail(history, [sample(2), sample(3)]).map(({ at }) => at)).toEqual([1, 2, 3]));

  it('does not mix seconds into coarser steps', () =>
    expect(withLiveTail({ ...history, step: 2 }, [sample(3)])).toHaveLength(2));
});

describe('zoomed', () => {
  const whole = { min: 0, max: 100 };

  it('narrows around a moment', () => expect(zoomed(whole, 50, 0.5, whole)).toEqual({ min: 25, max: 75 }));
  it('stays within the whole', () =>
    expect(zoomed({ min: 80, max: 100 }, 100, 2, whole)).toEqual({ min: 60, max: 100 }));
  it('never gets wider than the whole', () => expect(zoomed(whole, 10, 2, whole)).toEqual(whole));
  it('stops where a line would end', () => {
    const { min, max } = zoomed({ min: 10, max: 16 }, 13, 0.1, whole);
    expect(max - min).toBe(5);
  });
});
