import type {
  CapturedBody,
  CapturedField,
  RequestDetail,
  RequestSummary,
} from '../shared/contract/captured-request.ts';
import { plainText } from '../shared/plain-text.ts';

const COLUMNS = ['ID', 'TIME', 'METHOD', 'STATUS', 'MS', 'PATH'];

/** Requests as a table, newest first. */
export function requestTable(requests: readonly RequestSummary[]): string {
  if (requests.length === 0) return 'No requests: they appear as visitors send them to HTTP tunnels.\n';
  const rows = [COLUMNS, ...requests.map(cells)];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

/** One request with its fields and bodies, as they stand in a terminal. */
export function requestText(detail: RequestDetail): string {
  const { method, path, status, reason, failure, requestFields, requestBody, answerFields, answerBody } = detail;
  const began = new Date(detail.startedAt).toISOString();
  const lines = [
    `${detail.id}  ${began}  ${detail.state}${detail.replayOf === undefined ? '' : `  replay of ${detail.replayOf}`}`,
    '',
    `${method} ${path} HTTP/1.1`,
    ...fieldLines(requestFields),
    ...bodyLines(requestBody),
    '',
    status === 0
      ? 'No answer.'
      : `HTTP/1.1 ${status} ${reason}${failure === undefined ? '' : `(answered by Porthole: ${failure})`}`,
    ...fieldLines(answerFields),
    ...bodyLines(answerBody),
  ];
  return `${plainText.lines(lines.join('\n'))}\n`;
}

function cells({ id, startedAt, method, status, durationMs, path }: RequestSummary): string[] {
  const time = new Date(startedAt).toISOString().slice(11, 23);
  const cell = [String(id), time, method, status === 0 ? '-' : String(status), durationMs?.toFixed(1) ?? '…', path];
  return cell.map(plainText.lines);
}

function fieldLines(fields: readonly CapturedField[]): string[] {
  return fields.map(([name, value]) => `${name}: ${value ?? '(masked, not kept)'}`);
}

function bodyLines(body: CapturedBody): string[] {
  if (body.size === 0) return [];
  const bytes = Buffer.from((body.decoded ?? body).base64, 'base64');
  const cut = body.cut ? [`(${body.size} bytes in all; the rest was not kept)`] : [];
  const isText = !bytes.includes(0) && !bytes.toString('utf8').includes('\ufffd');
  return ['', isText ? bytes.toString('utf8') : `(${bytes.length} bytes that are no text)`, ...cut];
}
