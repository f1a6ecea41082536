import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { RequestDetail, RequestFilter, RequestSummary } from '../../../../shared/contract/captured-request.ts';
import type { CaptureBatch } from '../capture/capture-batch.ts';
import { filterSql } from './filter-sql.ts';
import { RowWriter } from './row-writer.ts';
import { type Place, schema } from './schema.ts';
import { type StoredRow, SUMMARY_COLUMNS, toSummary } from './stored-row.ts';
import { toDetail } from './to-detail.ts';

/** What may be kept; see CaptureSettings. */
export interface StoreLimits {
  readonly keepOnDisk: boolean;
  readonly requestsPerTunnel: number;
  readonly totalBytes: number;
}

export interface StoreState {
  readonly kept: number;
  readonly bytes: number;
  /** Grows with each change. */
  readonly revision: number;
}

export interface Changes {
  readonly requests: RequestSummary[];
  readonly stale: boolean;
  readonly state: StoreState;
}

/** Captured requests in SQLite; runs in the storage thread. Rows are in the file, or in a database in memory where nothing is to be kept. */
export class RequestsStore {
  readonly #database: DatabaseSync;
  #place: Place;
  #writer: RowWriter;
  /** The last revision at which rows were taken away that a list may show. */
  #clearedAt = 0;
  /** Whether the file may still hold what was deleted: the disk was full when it was to be wiped. */
  #owesWipe = false;

  constructor(database: DatabaseSync) {
    this.#database = database;
    // Sorting must not write to the disk what is not to be on it.
    database.exec(`PRAGMA temp_store = MEMORY; ATTACH ':memory:' AS ram; ${schema('ram')}`);
    this.#place = database.prepare('SELECT on_disk FROM main.keeping').get()?.on_disk === 1 ? 'main' : 'ram';
    // The app ended while they lasted, and could not say so.
    database.exec("UPDATE main.requests SET state = 'aborted' WHERE state = 'open'");
    this.#writer = new RowWriter(database, this.#place);
    // What an earlier run could not wipe: a file that keeps nothing has no pages to use again.
    this.#owesWipe =
      this.#place === 'ram' && Number(database.prepare('PRAGMA main.freelist_count').get()?.freelist_count) > 0;
  }

  /** Forgets the requests of tunnels that are no more. */
  retain(tunnelIds: readonly string[]): void {
    this.#database
      .prepare(`DELETE FROM ${this.#place}.requests WHERE tunnel_id NOT IN (SELECT value FROM json_each(?))`)
      .run(JSON.stringify(tunnelIds));
    this.#begin(this.#place);
  }

  /** Counts from now on; returns the newest id that is kept, 0 where none is. */
  setLimits(limits: StoreLimits): number {
    this.#settle(limits);
    this.#transaction(() => this.#writer.limit(limits));
    if (this.#owesWipe) this.#wipeFile();
    return Number(this.#all(`SELECT max(id) AS id FROM ${this.#place}.requests`)[0]?.id ?? 0);
  }

  write(batch: CaptureBatch, limits: StoreLimits): StoreState {
    // Where the limits could not be set on a full disk: nothing more goes there.
    this.#settle(limits);
    this.#transaction(() => this.#writer.write(batch, limits));
    return this.#writer.state;
  }

  state(): StoreState {
    return this.#writer.state;
  }

  /** The newest first, those with ids under `before`. */
  query(filter: RequestFilter, before: number | undefined, limit: number): RequestSummary[] {
    const { where, values } = filterSql(filter);
    const from = before === undefined ? '' : 'AND id < ?';
    const sql = `SELECT ${SUMMARY_COLUMNS} FROM ${this.#place}.requests WHERE ${where} ${from} ORDER BY id DESC LIMIT ?`;
    return this.#all(sql, ...values, ...(before === undefined ? [] : [before]), limit).map(toSummary);
  }

  /** What changed behind a revision, at most `limit` rows, newest first. */
  changes(filter: RequestFilter, since: number, limit: number): Changes {
    const { state } = this.#writer;
    // A lower revision is that of a store which began anew.
    if (state.revision < since || this.#clearedAt > since) return { requests: [], stale: true, state };
    const { where, values } = filterSql(filter);
    const sql = `SELECT ${SUMMARY_COLUMNS} FROM ${this.#place}.requests WHERE revision > ? AND ${where} ORDER BY id DESC LIMIT ?`;
    const rows = this.#all(sql, since, ...values, limit + 1);
    return { requests: rows.slice(0, limit).map(toSummary), stale: rows.length > limit, state };
  }

  get(id: number): RequestDetail | undefined {
    const row = this.#all(`SELECT * FROM ${this.#place}.requests WHERE id = ?`, id)[0];
    if (!row) return undefined;
    return toDetail(row, this.#all(`SELECT * FROM ${this.#place}.messages WHERE request_id = ? ORDER BY number`, id));
  }

  /** Forgets all requests, or those of one tunnel; on the disk nothing of them remains. */
  clear(tunnelId: string | undefined): StoreState {
    const which = tunnelId === undefined ? '' : 'WHERE tunnel_id = ?';
    this.#database
      .prepare(`DELETE FROM ${this.#place}.requests ${which}`)
      .run(...(tunnelId === undefined ? [] : [tunnelId]));
    this.#begin(this.#place);
    if (this.#place === 'main' || this.#owesWipe) this.#wipeFile();
    return this.#writer.state;
  }

  /** Sees that rows are where the limits say. */
  #settle(limits: StoreLimits): void {
    const place: Place = limits.keepOnDisk ? 'main' : 'ram';
    if (place !== this.#place) this.#move(place);
  }

  #move(place: Place): void {
    const from = this.#place;
    this.#transaction(() => {
      this.#database.exec(`
        INSERT OR REPLACE INTO ${place}.requests SELECT * FROM ${from}.requests;
        INSERT OR REPLACE INTO ${place}.messages SELECT * FROM ${from}.messages;
        DELETE FROM ${from}.requests;
        UPDATE main.keeping SET on_disk = ${place === 'main' ? 1 : 0};`);
    });
    this.#begin(place);
    if (place === 'ram') this.#wipeFile();
  }

  /** Deleted rows stay in a file's free pages, and in its log, until they are written over. A full disk throws: it is tried again later. */
  #wipeFile(): void {
    this.#owesWipe = true;
    this.#database.exec('VACUUM main; PRAGMA main.wal_checkpoint(TRUNCATE)');
    this.#owesWipe = false;
  }

  #begin(place: Place): void {
    const revision = this.#writer.state.revision + 1;
    this.#place = place;
    this.#writer = new RowWriter(this.#database, place, revision);
    this.#clearedAt = revision;
  }

  #transaction(run: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      run();
      this.#database.exec('COMMIT');
    } catch (error) {
      // On a full disk SQLite has taken it back by itself.
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      // Its sums may count what was taken back.
      this.#writer = new RowWriter(this.#database, this.#place, this.#writer.state.revision);
      throw error;
    }
  }

  #all(sql: string, ...values: (string | number)[]): StoredRow[] {
    const statement: StatementSync = this.#database.prepare(sql);
    return statement.all(...values);
  }
}
