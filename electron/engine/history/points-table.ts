import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { Interval } from '../metrics/interval.ts';
import { intervalCodec } from '../metrics/interval-codec.ts';
import { resolutions } from '../metrics/resolutions.ts';

/** An interval that still grows: kept decoded, so that a write does not have to read it. */
interface Growing {
  readonly at: number;
  readonly interval: Interval;
}

/** The kept intervals of all tunnels, in every resolution. */
export class PointsTable {
  readonly #database: DatabaseSync;
  readonly #get: StatementSync;
  readonly #put: StatementSync;
  readonly #range: StatementSync;
  /** By series and resolution. */
  readonly #growing = new Map<string, Growing>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#get = database.prepare('SELECT data FROM points WHERE series = ? AND seconds = ? AND at = ?');
    this.#put = database.prepare('INSERT OR REPLACE INTO points (series, seconds, at, data) VALUES (?, ?, ?, ?)');
    this.#range = database.prepare(
      'SELECT at, data FROM points WHERE series = ? AND seconds = ? AND at > ? AND at <= ? ORDER BY at',
    );
    // Rows as arrays: a year's worth is read without making an object of each.
    this.#range.setReturnArrays(true);
  }

  /** Adds what happened until `at` (s since the epoch) to the interval of each resolution that it falls into. Call it within a transaction. */
  add(series: number, at: number, data: Uint8Array): void {
    for (const { seconds } of resolutions.disk) {
      const end = Math.ceil(at / seconds) * seconds;
      const { interval } = this.#growingAt(series, seconds, end);
      intervalCodec.decodeInto(interval, data);
      this.#put.run(series, seconds, end, intervalCodec.encode(interval));
    }
  }

  /** What was added and not committed is not there: whatever is known of it besides is wrong. */
  forgetGrowing(): void {
    this.#growing.clear();
  }

  /**
   * Reads kept intervals and merges them into steps, by the end of each.
   * @param from begin, not included, s since the epoch
   * @param to end, included
   */
  read(series: number, seconds: number, from: number, to: number, step: number): Map<number, Interval> {
    const steps = new Map<number, Interval>();
    let end = Number.NEGATIVE_INFINITY;
    let interval = new Interval();
    for (const row of this.#range.iterate(series, seconds, from, to) as Iterable<unknown>) {
      const [at, data] = row as [number, Uint8Array];
      if (at > end) {
        end = Math.ceil(at / step) * step;
        interval = new Interval();
        steps.set(end, interval);
      }
      intervalCodec.decodeInto(interval, data);
    }
    return steps;
  }

  /** Removes what is older than its resolution is kept. @param now s since the epoch */
  prune(now: number): void {
    for (const { seconds, keptFor } of resolutions.disk) this.#removeBefore(seconds, now - keptFor);
    this.#growing.clear();
  }

  /** Removes the oldest `share` of the time that the resolution with the most intervals covers. Returns whether there was any. */
  removeOldest(share: number): boolean {
    const counts = this.#database
      .prepare('SELECT seconds, count(*) AS count, min(at) AS oldest, max(at) AS newest FROM points GROUP BY seconds')
      .all();
    const largest = counts.sort((a, b) => Number(b.count) - Number(a.count))[0];
    if (!largest) return false;
    const oldest = Number(largest.oldest);
    const covered = Number(largest.newest) - oldest;
    this.#removeBefore(Number(largest.seconds), oldest + Math.max(1, Math.ceil(covered * share)));
    this.#growing.clear();
    return true;
  }

  /** One series after the other: the key begins with it. */
  #removeBefore(seconds: number, at: number): void {
    const remove = this.#database.prepare('DELETE FROM points WHERE series = ? AND seconds = ? AND at < ?');
    for (const { id } of this.#database.prepare('SELECT id FROM series').all()) remove.run(Number(id), seconds, at);
  }

  #growingAt(series: number, seconds: number, at: number): Growing {
    const key = `${series} ${seconds}`;
    const known = this.#growing.get(key);
    // Another one than the newest where the clock was set back: it is there, too, and grows.
    if (known?.at === at) return known;
    const row = this.#get.get(series, seconds, at);
    const interval = row ? intervalCodec.decode(row.data as Uint8Array) : new Interval();
    const growing = { at, interval };
    this.#growing.set(key, growing);
    return growing;
  }
}
