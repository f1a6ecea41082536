import { type OutgoingHttpHeaders, type ServerResponse, STATUS_CODES } from 'node:http';

/** Answers with a status and its name, and nothing of what was asked for. */
export function answerPlainly(response: ServerResponse, status: number, fields: OutgoingHttpHeaders = {}): void {
  for (const name of ['Content-Length', 'ETag', 'Last-Modified', 'Accept-Ranges']) response.removeHeader(name);
  const body = `${STATUS_CODES[status]}\n`;
  response.writeHead(status, {
    ...fields,
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  });
  response.end(body);
}
