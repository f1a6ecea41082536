import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { KeptSpan } from './kept-span.ts';
import type { SpanChange, SpanKind } from './span-change.ts';

/** A tunnel whose link flaps every few seconds makes 10,000 in a day: older ones give way. */
const MAX_SPANS = 10_000;

/** The states of all tunnels, and when the app ran. */
export class SpansTable {
  readonly #database: DatabaseSync;
  readonly #closeOpen: StatementSync;
  readonly #insert: StatementSync;
  readonly #range: StatementSync;
  #run: number | undefined;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#closeOpen = database.prepare(
      'UPDATE spans SET until = max(since, ?) WHERE series = ? AND kind = ? AND until IS NULL',
    );
    this.#insert = database.prepare(
      'INSERT OR REPLACE INTO spans (series, kind, since, run, state, detail) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#range = database.prepare(
      `SELECT since, coalesce(until, (SELECT runs.until FROM runs WHERE runs.id = spans.run)) AS ended, state, detail
FROM spans WHERE series = ? AND kind = ? AND since < ? AND ended > ? ORDER BY since`,
    );
  }

  /** Whether a run has begun since the file was opened. */
  get hasBegun(): boolean {
    return this.#run !== undefined;
  }

  /** The app has started: what was open has ended when it was last seen running. Returns when that was, ms since the epoch. */
  begin(now: number): number | undefined {
    const last = this.#database.prepare('SELECT max(until) AS until FROM runs').get()?.until;
    this.#database.exec(
      'UPDATE spans SET until = max(since, (SELECT runs.until FROM runs WHERE runs.id = spans.run)) WHERE until IS NULL',
    );
    const run = this.#database.prepare('INSERT INTO runs (since, until) VALUES (?, ?)').run(now, now);
    this.#run = Number(run.lastInsertRowid);
    return last === null || last === undefined ? undefined : Number(last);
  }

  /** The app still runs. */
  alive(now: number): void {
    this.#database.prepare('UPDATE runs SET until = max(until, ?) WHERE id = ?').run(now, this.#run ?? null);
  }

  add(series: number, { kind, since, state, detail }: SpanChange): void {
    this.#closeOpen.run(since, series, kind);
    this.#insert.run(series, kind, since, this.#run ?? null, state, detail ?? null);
  }

  /** The spans that touch the time between `from` and `to`, ms since the epoch, oldest first. */
  read(series: number, kind: SpanKind, from: number, to: number): KeptSpan[] {
    return this.#range.all(series, kind, to, from).map(({ since, ended, state, detail }) => ({
      since: Number(since),
      until: Number(ended),
      state: String(state),
      detail: detail === null ? undefined : String(detail),
    }));
  }

  /** When the first one that is kept begins. */
  first(series: number, kind: SpanKind): number | undefined {
    const since = this.#database
      .prepare('SELECT min(since) AS since FROM spans WHERE series = ? AND kind = ?')
      .get(series, kind)?.since;
    return since === null || since === undefined ? undefined : Number(since);
  }

  /** Removes those of a kind that ended before `at`, ms since the epoch, and the oldest of a tunnel that has too many. */
  prune(kind: SpanKind, at: number): void {
    this.#database.prepare('DELETE FROM spans WHERE kind = ? AND until < ?').run(kind, at);
    const crowded = this.#database
      .prepare('SELECT series FROM spans WHERE kind = ? GROUP BY series HAVING count(*) > ?')
      .all(kind, MAX_SPANS);
    const remove = this.#database.prepare(
      `DELETE FROM spans WHERE series = ? AND kind = ? AND until IS NOT NULL AND since <
(SELECT since FROM spans WHERE series = ? AND kind = ? ORDER BY since DESC LIMIT 1 OFFSET ?)`,
    );
    for (const { series } of crowded) remove.run(Number(series), kind, Number(series), kind, MAX_SPANS - 1);
  }

  /** Runs that ended before `at` and to which nothing belongs any more. */
  pruneRuns(at: number): void {
    this.#database
      .prepare('DELETE FROM runs WHERE until < ? AND id NOT IN (SELECT run FROM spans WHERE until IS NULL)')
      .run(at);
  }
}
