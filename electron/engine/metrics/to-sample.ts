import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Interval } from './interval.ts';

const QUANTILES = [0.5, 0.95, 0.99] as const;

/** What the page sees of an interval. @param at its end, s since the epoch */
export function toSample(at: number, measured: boolean, interval: Interval): MetricsSample {
  const [p50 = null, p95 = null, p99 = null] = interval.durations.quantiles(QUANTILES);
  const { bytesIn, bytesOut, connects, open } = interval;
  return { at, measured, requests: interval.requests.byClass(), p50, p95, p99, bytesIn, bytesOut, open, connects };
}
