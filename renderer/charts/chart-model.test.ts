import { describe, expect, it } from 'vitest';
import type { MetricsSample } from '../../shared/contract/metrics.ts';
import { chartsOf } from './chart-model.ts';
import { stacked } from './stacked.ts';

const NONE = { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 };

function sample(part: Partial<MetricsSample> = {}): MetricsSample {
  return {
    at: 0,
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

function values(samples: MetricsSample[], step: number, chart: string, series: string, until = 0) {
  return chartsOf('http', { samples, step, until })
    .find(({ id }) => id === chart)
    ?.series.find(({ label }) => label === series)?.values;
}

describe('chartsOf', () => {
  it('turns counts of a step into rates per second', () => {
    const samples = [sample({ requests: { ...NONE, success: 10 }, bytesOut: 3_000 })];
    expect(values(samples, 2, 'rate', '2xx')).toEqual([5]);
    expect(values(samples, 2, 'throughput', 'out')).toEqual([1_500]);
  });

  it('shares what happened in a step that has only begun out over its time so far', () => {
    const samples = [sample({ at: 3600, bytesOut: 3_600 }), sample({ at: 7200, bytesOut: 600 })];
    expect(values(samples, 3600, 'throughput', 'out', 4200)).toEqual([1, 1]);
  });

  it('draws zero as zero and what was not measured as nothing', () =>
    expect(values([sample(), sample({ measured: false })], 1, 'rate', '2xx')).toEqual([0, null]));

  it('knows no error ratio where there were no requests', () => {
    const failing = sample({ requests: { ...NONE, success: 3, serverError: 1 } });
    expect(values([sample(), failing], 1, 'errors', '5xx')).toEqual([null, 0.25]);
  });

  it('shows connections of tcp tunnels', () =>
    expect(chartsOf('tcp', { samples: [sample()], step: 1, until: 0 }).map(({ id }) => id)).toEqual([
      'open',
      'connects',
      'throughput',
    ]));
});

describe('stacked', () => {
  it('adds each series to those before it and keeps gaps', () =>
    expect(
      stacked([
        [1, 2, null],
        [3, 0, null],
      ]),
    ).toEqual([
      [1, 2, null],
      [4, 2, null],
    ]));
});
