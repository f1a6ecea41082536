import type { DatabaseSync } from 'node:sqlite';
import type { ActivityEntry } from '../../../shared/contract/activity.ts';
import type { MetricsHistory } from '../../../shared/contract/metrics.ts';
import type { Interval } from '../metrics/interval.ts';
import { resolutions } from '../metrics/resolutions.ts';
import { ActivityTable } from './activity-table.ts';
import { type ChartTime, chartOf } from './chart-of.ts';
import { gapsOf } from './gaps.ts';
import type { KeptSpan } from './kept-span.ts';
import { type OverviewPart, OverviewSum } from './overview-sum.ts';
import { PointsTable } from './points-table.ts';
import { SeriesTable } from './series-table.ts';
import { SPAN_KINDS, type SpanChange } from './span-change.ts';
import { SpansTable } from './spans-table.ts';

const MS = 1000;
const DAY_MS = 24 * 3600 * MS;
/** Changes of a tunnel's status are kept for so long. */
const STATUS_KEPT_MS = 90 * DAY_MS;
/** A tunnel that is gone may come back: its removal undone, or a settings file put back in its place. */
const GONE_KEPT_MS = 30 * DAY_MS;
const MEASUREMENT_KEPT_MS = (resolutions.disk.at(-1)?.keptFor ?? 0) * MS;
/** How much of the time of the largest resolution goes at once where the file is too large. */
const REMOVED_SHARE = 1 / 50;

/** What happened in a tunnel until `at`, s since the epoch, encoded by interval-codec.ts. */
export interface Point {
  readonly tunnelId: string;
  readonly at: number;
  readonly data: Uint8Array;
}

/** News since the last call. */
export interface HistoryNews {
  /** ms since the epoch: the app runs. */
  readonly now: number;
  readonly points: readonly Point[];
  readonly spans: readonly SpanChange[];
}

/** A question for a chart. */
export interface HistoryQuestion extends ChartTime {
  readonly tunnelId: string;
  /** Length of the kept intervals to read. */
  readonly seconds: number;
}

/** The methods of the history's store, which run in the storage thread. */
export class HistoryStore {
  readonly #database: DatabaseSync;
  readonly #series: SeriesTable;
  readonly #points: PointsTable;
  readonly #spans: SpansTable;
  readonly #activity: ActivityTable;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#series = new SeriesTable(database);
    this.#points = new PointsTable(database);
    this.#spans = new SpansTable(database);
    this.#activity = new ActivityTable(database);
  }

  /**
   * The app has started. What is kept of tunnels that have been gone for 30 days is removed. Returns when the app was last running, ms since the epoch.
   * @param tunnelIds of all tunnels that there are
   */
  begin(now: number, tunnelIds: readonly string[]): number | undefined {
    return this.#transaction(() => {
      this.#series.keepOnly(tunnelIds, now - GONE_KEPT_MS);
      return this.#spans.begin(now);
    });
  }

  /** Keeps what happened, all of it or nothing. Returns false, with nothing kept, where the file is a new one that no `begin` has come to. */
  write({ now, points, spans }: HistoryNews): boolean {
    if (!this.#spans.hasBegun) return false;
    this.#transaction(() => {
      this.#spans.alive(now);
      for (const { tunnelId, at, data } of points) this.#points.add(this.#series.findOrAdd(tunnelId), at, data);
      for (const span of spans) this.#spans.add(this.#series.findOrAdd(span.tunnelId), span);
    });
    return true;
  }

  read({ tunnelId, seconds, ...time }: HistoryQuestion): MetricsHistory {
    const { steps, gaps } = this.#stepsOf(tunnelId, seconds, time);
    return chartOf(tunnelId, steps, gaps, time);
  }

  /** Adds some tunnels up. @param seconds length of the kept intervals to read */
  sum(tunnelIds: readonly string[], seconds: number, time: ChartTime): OverviewPart {
    const sum = new OverviewSum(time);
    for (const tunnelId of tunnelIds) {
      const { steps, gaps } = this.#stepsOf(tunnelId, seconds, time);
      sum.add(tunnelId, steps, gaps);
    }
    return sum.part;
  }

  #stepsOf(tunnelId: string, seconds: number, { from, to, until, step }: ChartTime) {
    const series = this.#series.find(tunnelId);
    const kind = SPAN_KINDS.measurement;
    const spans = series === undefined ? [] : this.#spans.read(series, kind, from * MS, until * MS);
    const first = series === undefined ? undefined : this.#spans.first(series, kind);
    const steps =
      series === undefined ? new Map<number, Interval>() : this.#points.read(series, seconds, from, to, step);
    return { steps, gaps: gapsOf(spans, first, [from, until], step) };
  }

  /** The states of a tunnel that touch the time between `from` and `to`, ms since the epoch. */
  statuses(tunnelId: string, from: number, to: number): KeptSpan[] {
    const series = this.#series.find(tunnelId);
    return series === undefined ? [] : this.#spans.read(series, SPAN_KINDS.status, from, to);
  }

  addActivity(entry: ActivityEntry): void {
    this.#activity.add(entry);
  }

  /** The newest entries of the activity, newest first. */
  activity(count: number): ActivityEntry[] {
    return this.#activity.newest(count);
  }

  /**
   * Removes what is too old, and the oldest of what remains until the file is no larger than `limit`. Returns its size, bytes.
   * @param now ms since the epoch
   */
  prune(now: number, limit: number): number {
    this.#transaction(() => {
      this.#points.prune(Math.floor(now / MS));
      this.#spans.prune(SPAN_KINDS.measurement, now - MEASUREMENT_KEPT_MS);
      this.#spans.prune(SPAN_KINDS.status, now - STATUS_KEPT_MS);
      this.#spans.pruneRuns(now - MEASUREMENT_KEPT_MS);
    });
    while (this.#usedBytes() > limit && this.#transaction(() => this.#points.removeOldest(REMOVED_SHARE))) {
      // Each turn removes some.
    }
    this.#database.exec('PRAGMA incremental_vacuum');
    return this.size();
  }

  /** Size of the file, bytes. */
  size(): number {
    return this.#pragma('page_count') * this.#pragma('page_size');
  }

  #usedBytes(): number {
    return (this.#pragma('page_count') - this.#pragma('freelist_count')) * this.#pragma('page_size');
  }

  #pragma(name: 'page_count' | 'page_size' | 'freelist_count'): number {
    return Number(this.#database.prepare(`PRAGMA ${name}`).get()?.[name]);
  }

  #transaction<T>(run: () => T): T {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      const result = run();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      this.#points.forgetGrowing();
      this.#series.forget();
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}
