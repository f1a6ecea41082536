import { describe, expect, it } from 'vitest';
import type { MetricsSample } from '../../shared/contract/metrics.ts';
import { tunnelNumbers } from './tunnel-numbers.ts';

const NONE = { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 };

function sample(at: number, part: Partial<MetricsSample> = {}): MetricsSample {
  return {
    at,
    measured: true,
    requests: NONE,
    p50: null,
    p95: null,
    p99: null,
    bytesIn: 0,
    bytesOut: 0,
    open: 0,
    connects: 0,
    ...part,
  };
}

describe('tunnelNumbers', () => {
  it('knows nothing where nothing was measured', () => {
    const nothing = { rate: undefined, errors: undefined, p95: undefined, open: undefined };
    expect(tunnelNumbers([])).toEqual(nothing);
    expect(tunnelNumbers([sample(1), sample(2, { measured: false })])).toEqual(nothing);
  });

  it('tells zero where it measured and nothing happened', () =>
    expect(tunnelNumbers([sample(1)])).toEqual({ rate: 0, errors: 0, p95: undefined, open: 0 }));

  it('averages the last five seconds, and only those that were measured', () => {
    const samples = [100, 0, 10, 10, 10, 20].map((success, at) => sample(at, { requests: { ...NONE, success } }));
    expect(tunnelNumbers(samples).rate).toBe(10);
    samples[3] = sample(3, { measured: false });
    expect(tunnelNumbers(samples).rate).toBe(10);
  });

  it('counts answers of class 5xx as errors, not visitors who went away nor 4xx', () => {
    const requests = { ...NONE, clientError: 5, serverError: 2, other: 3 };
    expect(tunnelNumbers([sample(1, { requests }), sample(2, { requests })]).errors).toBe(4);
  });

  it('tells the latest p95 while it is fresh', () => {
    const seconds = Array.from({ length: 20 }, (_unused, at) => sample(at, at === 10 ? { p95: 42 } : {}));
    expect(tunnelNumbers(seconds).p95).toBe(42);
    expect(tunnelNumbers([...seconds, ...[20, 21, 22, 23, 24, 25].map((at) => sample(at))]).p95).toBeUndefined();
  });

  it('counts connections of tcp tunnels', () =>
    expect(tunnelNumbers([sample(1, { connects: 3, open: 7 })])).toMatchObject({ rate: 3, open: 7 }));
});
