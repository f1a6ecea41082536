import type { MetricsHistory, MetricsSample, MetricsUpdate } from '../../../shared/contract/metrics.ts';
import { DurationHistogram } from './duration-histogram.ts';
import { type Interval, TunnelCounters } from './tunnel-counters.ts';

/** What is kept in memory: 15 min of seconds, the longest range that the charts offer. */
const KEPT_SECONDS = 900;
/** What a sparkline shows, and so what a snapshot brings. */
const SNAPSHOT_SECONDS = 60;
/** More points than this no chart of a screen can draw apart. */
const MAX_STEPS = 600;
const TICK_MS = 1000;
/** How much too early a timer may fire: Node rounds to milliseconds. */
const EARLY_MS = 20;
const QUANTILES = [0.5, 0.95, 0.99] as const;

interface Series {
  readonly counters: TunnelCounters;
  readonly kept: Interval[];
}

/** Cuts every tunnel's counters once a second and keeps the last 15 minutes of them. */
export class MetricsCollector {
  readonly #series = new Map<string, Series>();
  readonly #subscribers = new Set<(update: MetricsUpdate) => void>();
  readonly #isMeasured: (tunnelId: string) => boolean;
  #timer: NodeJS.Timeout | undefined;

  /** @param isMeasured whether the tunnel's link is up, asked once a second */
  constructor(isMeasured: (tunnelId: string) => boolean) {
    this.#isMeasured = isMeasured;
  }

  start(): void {
    if (!this.#timer) this.#plan();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Each tick aims at the end of its second anew: an interval would drift, and skip a second or count one twice. */
  #plan(): void {
    const second = Math.floor((Date.now() + EARLY_MS) / TICK_MS);
    const timer = setTimeout(
      () => {
        this.#plan();
        this.tick(Math.floor((Date.now() + EARLY_MS) / TICK_MS));
      },
      (second + 1) * TICK_MS - Date.now(),
    );
    timer.unref();
    this.#timer = timer;
  }

  /** Returns the counters of a tunnel, which live as long as it exists. */
  counters(tunnelId: string): TunnelCounters {
    let series = this.#series.get(tunnelId);
    if (!series) {
      series = { counters: new TunnelCounters(), kept: [] };
      this.#series.set(tunnelId, series);
    }
    return series.counters;
  }

  forget(tunnelId: string): void {
    this.#series.delete(tunnelId);
  }

  /** Ends the present second. @param at s since the epoch; public for tests */
  tick(at: number): void {
    const tunnels = [...this.#series].map(([tunnelId, series]) => {
      const interval = series.counters.cut(at, this.#isMeasured(tunnelId));
      series.kept.push(interval);
      if (series.kept.length > KEPT_SECONDS) series.kept.shift();
      return { tunnelId, samples: [toSample(interval)] };
    });
    for (const subscriber of [...this.#subscribers]) subscriber({ kind: 'tick', tunnels });
  }

  /** Calls `subscriber` with the last 60 s of every tunnel at once, then with one sample each a second. */
  subscribe(subscriber: (update: MetricsUpdate) => void): () => void {
    this.#subscribers.add(subscriber);
    const tunnels = [...this.#series].map(([tunnelId, series]) => ({
      tunnelId,
      samples: series.kept.slice(-SNAPSHOT_SECONDS).map(toSample),
    }));
    subscriber({ kind: 'snapshot', tunnels });
    return () => this.#subscribers.delete(subscriber);
  }

  /** Returns the last `range` seconds, as far as they are kept, in at most 600 steps. */
  history(tunnelId: string, range: number): MetricsHistory {
    const kept = this.#series.get(tunnelId)?.kept ?? [];
    const newest = kept.at(-1)?.at ?? 0;
    const step = Math.max(1, Math.ceil(Math.min(range, KEPT_SECONDS) / MAX_STEPS));
    const steps = new Map<number, Interval[]>();
    for (const interval of kept) {
      if (interval.at <= newest - range) continue;
      const end = Math.ceil(interval.at / step) * step;
      steps.set(end, [...(steps.get(end) ?? []), interval]);
    }
    const samples = [...steps].map(([end, intervals]) => toSample(merge(end, intervals)));
    return { tunnelId, step, samples };
  }
}

/** One step of several: counts add up, gauges keep their last value, percentiles come from the merged histogram. */
function merge(at: number, intervals: readonly Interval[]): Interval {
  const sum = new TunnelCounters().cut(
    at,
    intervals.some((interval) => interval.measured),
  );
  sum.durations = new DurationHistogram();
  for (const interval of intervals) {
    for (const key of Object.keys(sum.requests) as (keyof Interval['requests'])[])
      sum.requests[key] += interval.requests[key];
    sum.durations.merge(interval.durations);
    sum.bytesIn += interval.bytesIn;
    sum.bytesOut += interval.bytesOut;
    sum.connects += interval.connects;
    sum.open = interval.open;
  }
  return sum;
}

function toSample({ durations, ...interval }: Interval): MetricsSample {
  const [p50 = null, p95 = null, p99 = null] = durations.quantiles(QUANTILES);
  return { ...interval, p50, p95, p99 };
}
