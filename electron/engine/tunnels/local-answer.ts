import type { UpstreamErrorCode } from './upstream-error.ts';

const STATUS: Record<UpstreamErrorCode, number> = {
  'upstream-refused': 502,
  'upstream-invalid': 502,
  'upstream-timeout': 504,
  'client-exhausted': 503,
};
const REASON: Record<number, string> = { 502: 'Bad Gateway', 503: 'Service Unavailable', 504: 'Gateway Timeout' };

/** An answer of the client's own. */
export interface LocalAnswer {
  readonly status: number;
  /** What `Porthole-Error` says; absent in the answer to a probe. */
  readonly failure?: UpstreamErrorCode;
  readonly bytes: Buffer;
}

/** Says that the stream ends behind the answer. */
const CLOSE = 'Connection: close\r\n';

/**
 * The answer for a request that the upstream did not answer; the exit server makes the visitor's page from it.
 * @param last whether the stream ends behind it
 */
export function failureAnswer(code: UpstreamErrorCode, last: boolean): LocalAnswer {
  const status = STATUS[code];
  const connection = last ? CLOSE : '';
  const head = `HTTP/1.1 ${status} ${REASON[status]}\r\nPorthole-Error: ${code}\r\n${connection}Content-Length: 0\r\n\r\n`;
  return { status, failure: code, bytes: Buffer.from(head, 'latin1') };
}

/** The answer to this app's own probe, or the refusal of somebody else's. @param last whether the stream ends behind it */
export function probeAnswer(nonce: string, own: boolean, method: string, last: boolean): LocalAnswer {
  const status = own ? 200 : 404;
  const body = own ? nonce : '';
  const head =
    `HTTP/1.1 ${own ? '200 OK' : '404 Not Found'}\r\nContent-Type: text/plain\r\nCache-Control: no-store\r\n` +
    `${last ? CLOSE : ''}Content-Length: ${body.length}\r\n\r\n`;
  return { status, bytes: Buffer.from(method === 'HEAD' ? head : head + body, 'latin1') };
}
