import type { RequestSummary } from '../../../../shared/contract/captured-request.ts';

/** A row of the table as SQLite gives it. */
export type StoredRow = Record<string, unknown>;

/** The columns of a summary. */
export const SUMMARY_COLUMNS =
  'id, tunnel_id, started_at, state, method, path, host, visitor, status, failure, first_byte_ms, duration_ms, replay_of, is_web_socket, content_type, request_size, answer_size';

export function toSummary(row: StoredRow): RequestSummary {
  return {
    id: Number(row.id),
    tunnelId: String(row.tunnel_id),
    startedAt: Number(row.started_at),
    method: String(row.method),
    path: String(row.path),
    host: String(row.host),
    visitor: String(row.visitor),
    state: row.state as RequestSummary['state'],
    status: Number(row.status),
    failure: textOf(row.failure),
    firstByteMs: numberOf(row.first_byte_ms),
    durationMs: numberOf(row.duration_ms),
    requestBytes: Number(row.request_size),
    answerBytes: Number(row.answer_size),
    contentType: textOf(row.content_type),
    replayOf: numberOf(row.replay_of),
    webSocket: row.is_web_socket === 1,
  };
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
