import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BatchRow, CaptureBatch, Span } from '../capture/capture-batch.ts';
import { KEPT_MESSAGES } from '../websocket/web-socket-tap.ts';
import type { StoreLimits, StoreState } from './requests-store.ts';
import type { Place } from './schema.ts';

/** What a row takes beside its texts and bodies, roughly: numbers, indexes, the ends of pages. */
const ROW_BYTES = 512;
const COLUMNS =
  'id, revision, tunnel_id, started_at, state, method, path, host, scheme, visitor, status, reason, failure, request_done_ms, first_byte_ms, duration_ms, replay_of, is_web_socket, content_type, messages_from_visitor, messages_from_service, request_size, answer_size, bytes, request_fields, answer_fields, request_body, answer_body';

/** Writes batches into one place, and takes away what is over the limits. Called inside a transaction. */
export class RowWriter {
  readonly #old: StatementSync;
  readonly #oldMessages: StatementSync;
  readonly #put: StatementSync;
  readonly #putMessage: StatementSync;
  readonly #trimMessages: StatementSync;
  readonly #trimTunnel: StatementSync;
  readonly #trimOldest: StatementSync;
  readonly #tunnels: StatementSync;
  #kept: number;
  #bytes: number;
  #revision: number;

  constructor(database: DatabaseSync, place: Place, revision = 0) {
    const requests = `${place}.requests`;
    const marks = COLUMNS.split(', ').map(() => '?');
    const updates = COLUMNS.split(', ').map((column) => `${column} = excluded.${column}`);
    this.#old = database.prepare(`SELECT bytes FROM ${requests} WHERE id = ?`);
    this.#oldMessages = database.prepare(
      `SELECT sum(length(bytes)) AS bytes FROM ${place}.messages WHERE request_id = ?`,
    );
    // Not "OR REPLACE", which would delete the row and with it its messages.
    this.#put = database.prepare(
      `INSERT INTO ${requests} (${COLUMNS}) VALUES (${marks}) ON CONFLICT (id) DO UPDATE SET ${updates}`,
    );
    this.#putMessage = database.prepare(`INSERT OR REPLACE INTO ${place}.messages VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
    this.#trimMessages = database.prepare(`DELETE FROM ${place}.messages WHERE request_id = ? AND number <= ?`);
    this.#trimTunnel = database.prepare(
      `DELETE FROM ${requests} WHERE tunnel_id = ?1 AND id <= (SELECT id FROM ${requests} WHERE tunnel_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2) RETURNING bytes`,
    );
    this.#trimOldest = database.prepare(
      `DELETE FROM ${requests} WHERE id = (SELECT min(id) FROM ${requests}) RETURNING bytes`,
    );
    this.#tunnels = database.prepare(`SELECT DISTINCT tunnel_id FROM ${requests}`);
    const sums = database
      .prepare(`SELECT count(*) AS kept, sum(bytes) AS bytes, max(revision) AS revision FROM ${requests}`)
      .get();
    this.#kept = Number(sums?.kept ?? 0);
    this.#bytes = Number(sums?.bytes ?? 0);
    this.#revision = Math.max(revision, Number(sums?.revision ?? 0));
  }

  get state(): StoreState {
    return { kept: this.#kept, bytes: this.#bytes, revision: this.#revision };
  }

  write({ rows, bytes }: CaptureBatch, limits: StoreLimits): void {
    this.#revision += 1;
    const memory = new Uint8Array(bytes);
    const cut = ({ at, length }: Span) => memory.subarray(at, at + length);
    for (const row of rows) this.#writeRow(row, cut);
    this.#trim(new Set(rows.map((row) => row.tunnelId)), limits);
  }

  /** Takes away what new limits no longer allow. */
  limit(limits: StoreLimits): void {
    this.#revision += 1;
    this.#trim(new Set(this.#tunnels.all().map(({ tunnel_id }) => String(tunnel_id))), limits);
  }

  #writeRow(row: BatchRow, cut: (span: Span) => Uint8Array): void {
    const { requestBody, answerBody } = row;
    const old = this.#old.get(row.id)?.bytes;
    const texts = row.requestFields.length + row.answerFields.length + row.path.length + row.host.length;
    const bytes = ROW_BYTES + texts + requestBody.length + answerBody.length + this.#messageBytes(row);
    this.#put.run(
      row.id,
      this.#revision,
      row.tunnelId,
      row.startedAt,
      row.state,
      row.method,
      row.path,
      row.host,
      row.scheme,
      row.visitor,
      row.status,
      row.reason,
      row.failure,
      row.requestDoneMs,
      row.firstByteMs,
      row.durationMs,
      row.replayOf,
      row.isWebSocket ? 1 : 0,
      row.contentType,
      row.messagesFromVisitor,
      row.messagesFromService,
      requestBody.size,
      answerBody.size,
      bytes,
      row.requestFields,
      row.answerFields,
      cut(requestBody),
      cut(answerBody),
    );
    this.#bytes += bytes - Number(old ?? 0);
    if (old === undefined) this.#kept += 1;
    this.#writeMessages(row, cut);
  }

  /** Messages of a connection come in many batches. Those that go for newer ones count once more: never too few. */
  #messageBytes({ id, isWebSocket, messages }: BatchRow): number {
    if (!isWebSocket) return 0;
    const before = Number(this.#oldMessages.get(id)?.bytes ?? 0);
    return messages.reduce((sum, { length }) => sum + length, before);
  }

  #writeMessages({ id, messages }: BatchRow, cut: (span: Span) => Uint8Array): void {
    for (const message of messages) {
      const { number, time, from, kind, size, compressed } = message;
      this.#putMessage.run(id, number, time, from, kind, size, compressed ? 1 : 0, cut(message));
    }
    const last = messages.at(-1);
    if (last && last.number > KEPT_MESSAGES) this.#trimMessages.run(id, last.number - KEPT_MESSAGES);
  }

  #trim(tunnelIds: ReadonlySet<string>, { requestsPerTunnel, totalBytes }: StoreLimits): void {
    for (const tunnelId of tunnelIds) this.#forget(this.#trimTunnel.all(tunnelId, requestsPerTunnel));
    // Whatever the sums say: where no row is left, none can be taken away.
    while (this.#bytes > totalBytes && this.#forget(this.#trimOldest.all())) {
      // Each turn takes one away.
    }
  }

  /** Returns whether there were any. */
  #forget(rows: readonly Record<string, unknown>[]): boolean {
    this.#kept -= rows.length;
    for (const { bytes } of rows) this.#bytes -= Number(bytes);
    return rows.length > 0;
  }
}
