import type { MetricsHistory, MetricsSample, MetricsUpdate } from '../../../shared/contract/metrics.ts';
import { chartOf } from '../history/chart-of.ts';
import { gapsOf } from '../history/gaps.ts';
import { Interval } from './interval.ts';
import { type Measurement, RecentSeconds } from './recent-seconds.ts';
import { toSample } from './to-sample.ts';
import { TunnelCounters } from './tunnel-counters.ts';

/** What a sparkline shows, and so what a snapshot brings. */
const SNAPSHOT_SECONDS = 60;
const TICK_MS = 1000;
/** How long it takes at most until the tunnels of the settings are there, s. */
const STARTING_S = 2;
/** How much too early a timer may fire: Node rounds to milliseconds. */
const EARLY_MS = 20;

/** Told of every second, to keep what happened. */
export interface SecondsListener {
  /** Something happened in a tunnel in the second that ended at `at`. The interval must not be changed. */
  second(tunnelId: string, at: number, interval: Interval): void;
  /** A tunnel's traffic begins or ceases to be measured. @param since ms since the epoch */
  measurement(tunnelId: string, since: number, state: string): void;
  /** The tunnel is gone. */
  forgotten(tunnelId: string): void;
  /** The second is over for all tunnels. */
  ticked(at: number): void;
}

interface Series {
  readonly counters: TunnelCounters;
  readonly recent: RecentSeconds;
  /** All that happened since the app started. */
  readonly total: Interval;
}

/** Cuts every tunnel's counters once a second and keeps the last 15 minutes of them. */
export class MetricsCollector {
  readonly #series = new Map<string, Series>();
  readonly #subscribers = new Set<(update: MetricsUpdate) => void>();
  readonly #measurement: (tunnelId: string) => Measurement;
  readonly #startedAt: number;
  #listener: SecondsListener | undefined;
  #timer: NodeJS.Timeout | undefined;
  #newest: number;

  /**
   * @param measurement whether the tunnel's link is up, asked once a second
   * @param now s since the epoch
   */
  constructor(measurement: (tunnelId: string) => Measurement, now = Math.floor(Date.now() / TICK_MS)) {
    this.#measurement = measurement;
    this.#startedAt = now;
    this.#newest = now;
  }

  /** End of the last second that was counted, s since the epoch. */
  get newest(): number {
    return this.#newest;
  }

  /** Since when seconds are counted, s since the epoch. */
  get startedAt(): number {
    return this.#startedAt;
  }

  listen(listener: SecondsListener): void {
    this.#listener = listener;
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
      series = { counters: new TunnelCounters(), recent: new RecentSeconds(), total: new Interval() };
      this.#series.set(tunnelId, series);
    }
    return series.counters;
  }

  forget(tunnelId: string): void {
    this.#series.delete(tunnelId);
    this.#listener?.forgotten(tunnelId);
  }

  /** What a tunnel did in the last `seconds`, at most 900. */
  recent(tunnelId: string, seconds: number): Interval {
    return this.#series.get(tunnelId)?.recent.since(this.#newest - seconds) ?? new Interval();
  }

  /** What a tunnel did since the app started. */
  total(tunnelId: string): Interval {
    return this.#series.get(tunnelId)?.total ?? new Interval();
  }

  /** Ends the present second. @param at s since the epoch; public for tests and for the app's end */
  tick(at: number): void {
    this.#newest = at;
    const tunnels = [...this.#series].map(([tunnelId, series]) => ({
      tunnelId,
      samples: [this.#cut(tunnelId, at, series)],
    }));
    this.#listener?.ticked(at);
    for (const subscriber of [...this.#subscribers]) subscriber({ kind: 'tick', tunnels });
  }

  #cut(tunnelId: string, at: number, { counters, recent, total }: Series): MetricsSample {
    const interval = counters.cut();
    // What was counted was measured, though the link may just have ended.
    const state = interval.isIdle ? this.#measurement(tunnelId) : 'up';
    for (const begun of recent.add(at, state, interval))
      this.#listener?.measurement(tunnelId, begun.since, begun.state);
    if (!interval.isIdle) {
      total.merge(interval);
      this.#listener?.second(tunnelId, at, interval);
    }
    return toSample(at, state === 'up', interval);
  }

  /** Calls `subscriber` with the last 60 s of every tunnel at once, then with one sample each a second. */
  subscribe(subscriber: (update: MetricsUpdate) => void): () => void {
    this.#subscribers.add(subscriber);
    const tunnels = [...this.#series].map(([tunnelId, { recent }]) => {
      const known = (recent.first ?? this.#newest * TICK_MS) / TICK_MS;
      const from = Math.max(known, this.#newest - SNAPSHOT_SECONDS);
      return { tunnelId, samples: this.read(tunnelId, from, this.#newest, 1).samples };
    });
    subscriber({ kind: 'snapshot', tunnels });
    return () => this.#subscribers.delete(subscriber);
  }

  /**
   * Returns the steps between `from` and `to` (s since the epoch, both at the end of a step), as far as they are in memory.
   * @param step s
   */
  read(tunnelId: string, from: number, to: number, step: number): MetricsHistory {
    const { steps, gaps, until } = this.steps(tunnelId, from, to, step);
    return chartOf(tunnelId, steps, gaps, { from, to, step, until });
  }

  /** The same before it is made a chart. */
  steps(tunnelId: string, from: number, to: number, step: number) {
    const recent = this.#series.get(tunnelId)?.recent ?? new RecentSeconds();
    const until = Math.min(to, this.#newest);
    // One that is there from the first second on was there before: then the app was not running.
    const isOlder = (recent.first ?? Number.POSITIVE_INFINITY) <= (this.#startedAt + STARTING_S) * TICK_MS;
    const gaps = gapsOf(recent.spans, isOlder ? 0 : recent.first, [from, until], step);
    return { steps: recent.steps(from, to, step), gaps, until };
  }
}
