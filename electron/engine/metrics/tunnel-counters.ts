import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import { DurationHistogram } from './duration-histogram.ts';

type Requests = MetricsSample['requests'];

/** What one tunnel did in one step of time. */
export interface Interval {
  /** End of the step, s since the epoch. */
  at: number;
  /** False where the link was down or the tunnel did not run. */
  measured: boolean;
  requests: Requests;
  durations: DurationHistogram;
  bytesIn: number;
  bytesOut: number;
  open: number;
  connects: number;
}

/** Counts what goes through one tunnel; the data path calls it for every request, so it only adds. */
export class TunnelCounters {
  /** Requests in flight, or open TCP connections. */
  open = 0;
  bytesIn = 0;
  bytesOut = 0;
  connects = 0;
  #requests = noRequests();
  #durations = new DurationHistogram();

  /** Counts a finished request. @param status 0 where the visitor left before an answer @param ms from its head to the end of its answer */
  request(status: number, ms: number): void {
    this.#requests[statusClass(status)] += 1;
    this.#durations.add(ms);
  }

  /** Returns what was counted since the last call, and starts anew. */
  cut(at: number, measured: boolean): Interval {
    const interval: Interval = {
      at,
      measured,
      requests: this.#requests,
      durations: this.#durations,
      bytesIn: this.bytesIn,
      bytesOut: this.bytesOut,
      open: this.open,
      connects: this.connects,
    };
    this.#requests = noRequests();
    this.#durations = new DurationHistogram();
    this.bytesIn = 0;
    this.bytesOut = 0;
    this.connects = 0;
    return interval;
  }
}

function noRequests(): Requests {
  return { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 };
}

function statusClass(status: number): keyof Requests {
  if (status >= 500 && status < 600) return 'serverError';
  if (status >= 400 && status < 500) return 'clientError';
  if (status >= 300 && status < 400) return 'redirect';
  if (status >= 200 && status < 300) return 'success';
  return status >= 100 && status < 200 ? 'informational' : 'other';
}
