import type { MetricsSample } from '../../shared/contract/metrics.ts';

/** Rates are averaged over so many seconds: fewer flicker, more lag. */
const RATE_SECONDS = 5;
/** A percentile older than so many seconds says nothing of now. */
const FRESH_SECONDS = 15;

/** What a row tells of one tunnel; undefined is "no data". */
export interface TunnelNumbers {
  /** Requests (http) or new connections (tcp) per second over the last seconds. */
  rate: number | undefined;
  /** Answers of class 5xx within the last minute. */
  errors: number | undefined;
  /** 95th percentile of the durations in the latest second that had requests, ms. */
  p95: number | undefined;
  /** Requests in flight or open connections. */
  open: number | undefined;
}

/** Requests that finished in a sample, whatever their answer. */
export function totalRequests(sample: MetricsSample): number {
  const { informational, success, redirect, clientError, serverError, other } = sample.requests;
  return informational + success + redirect + clientError + serverError + other;
}

/** Reduces the last minute of a tunnel to the numbers of its row. */
export function tunnelNumbers(samples: readonly MetricsSample[]): TunnelNumbers {
  const latest = samples.at(-1);
  if (latest === undefined || !latest.measured) {
    return { rate: undefined, errors: undefined, p95: undefined, open: undefined };
  }
  const measured = samples.filter((sample) => sample.measured);
  const near = measured.filter((sample) => sample.at > latest.at - RATE_SECONDS);
  const events = near.reduce((sum, sample) => sum + totalRequests(sample) + sample.connects, 0);
  const fresh = measured.findLast((sample) => sample.p95 !== null && sample.at > latest.at - FRESH_SECONDS);
  return {
    rate: events / near.length,
    errors: measured.reduce((sum, sample) => sum + sample.requests.serverError, 0),
    p95: fresh?.p95 ?? undefined,
    open: latest.open,
  };
}
