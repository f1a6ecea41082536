import { describe, expect, it } from 'vitest';
import type { MetricsSample } from '../../shared/contract/metrics.ts';
import { gapsOf, withLiveTail, zoomed } from './time-window.ts';

function sample(at: number, measured = true): MetricsSample {
  const requests = { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 };
  return { at, measured, requests, p50: null, p95: null, p99: null, bytesIn: 0, bytesOut: 0, open: 0, connects: 0 };
}

const history = {
  tunnelId: 'a',
  step: 1,
  until: 2,
  samples: [sample(1), sample(2)],
  total: sample(2),
  gaps: [],
  methods: [],
};

describe('gapsOf', () => {
  it('tells what the engine tells, with the reason', () => {
    const gaps = [{ from: 4, to: 6, reason: 'link-down' as const }];
    const samples = [1, 2, 3, 4, 5, 6, 7, 8].map((at) => sample(at, at < 5 || at > 6));
    expect(gapsOf({ ...history, until: 8, samples, gaps }, { min: 0, max: 8 })).toEqual([
      { min: 4, max: 6, reason: 'link-down' },
    ]);
  });

  it('tells what was before the first sample, and what live seconds did not measure', () => {
    const samples = [8, 9, 10, 11, 12, 13].map((at) => sample(at, at < 11 || at === 13));
    expect(gapsOf({ ...history, until: 9, samples }, { min: 0, max: 16 })).toEqual([
      { min: 0, max: 7 },
      { min: 10, max: 12 },
      { min: 13, max: 16 },
    ]);
  });

  it('tells none where all was measured', () =>
    expect(gapsOf({ ...history, step: 2, until: 3, samples: [sample(2), sample(4)] }, { min: 0, max: 4 })).toEqual([]));

  it('is one gap where there is nothing', () =>
    expect(gapsOf({ ...history, until: 0, samples: [] }, { min: 0, max: 4 })).toEqual([{ min: 0, max: 4 }]));
});

describe('withLiveTail', () => {
  it('adds the seconds that came since', () =>
    expect(withLiveTail(history, [sample(2), sample(3)]).samples.map(({ at }) => at)).toEqual([1, 2, 3]));

  it('does not mix seconds into coarser steps', () =>
    expect(withLiveTail({ ...history, step: 2 }, [sample(3)]).samples).toHaveLength(2));
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
