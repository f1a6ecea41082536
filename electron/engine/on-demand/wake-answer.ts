import { createHash } from 'node:crypto';
import { getField } from '../../../shared/http1/fields.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import type { LocalAnswer } from '../tunnels/local-answer.ts';
import type { WakeError, WakeErrorCode } from './wake-error.ts';

interface WakeText {
  readonly status: number;
  readonly reason: string;
  readonly title: string;
  readonly message: string;
}

/** Visitors learn that it did not work, and nothing of the command: what it prints is for its owner, in the app. */
const TEXTS: Record<WakeErrorCode, WakeText> = {
  starting: {
    status: 503,
    reason: 'Service Unavailable',
    title: 'Just a moment',
    message: 'The service behind this address is starting. This page shows it as soon as it is there.',
  },
  'start-timeout': {
    status: 504,
    reason: 'Gateway Timeout',
    title: 'The service did not start in time',
    message: 'The service behind this address is started when somebody visits it, and was not ready in time.',
  },
  'start-failed': {
    status: 502,
    reason: 'Bad Gateway',
    title: 'The service could not be started',
    message:
      'The service behind this address is started when somebody visits it, and that failed. Its owner can see why.',
  },
};

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 system-ui,sans-serif;background:#f7f8f9;color:#1f2933}' +
  'main{max-width:30rem;padding:2rem}h1{margin:0 0 .5rem;font-size:1.5rem;font-weight:600}p{margin:0}' +
  '@media(prefers-color-scheme:dark){body{background:#14181c;color:#e3e7ea}}';
const POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** Whether a request comes from a browser that shows its answer, and may ask again: such a one gets a page instead of being held. */
export function isNavigation({ method, fields, upgrade, body }: RequestHead): boolean {
  const shown = (method === 'GET' || method === 'HEAD') && upgrade === undefined && body.kind === 'none';
  return shown && /(?:^|[,\s])text\/html(?:$|[\s;,])/i.test(getField(fields, 'accept') ?? '');
}

/** What a visitor gets of a service that is not there. @param last whether the stream ends behind it */
export function wakeAnswer({ wake, retryAfter }: WakeError, head: RequestHead, last: boolean): LocalAnswer {
  const text = TEXTS[wake];
  const [type, body] = bodyFor(text, wake, head, retryAfter);
  const bytes = Buffer.from(body);
  const fields = [
    `HTTP/1.1 ${text.status} ${text.reason}`,
    `Date: ${new Date().toUTCString()}`,
    `Porthole-Error: ${wake}`,
    `Retry-After: ${retryAfter}`,
    'Cache-Control: no-store',
    `Content-Type: ${type}`,
    `Content-Security-Policy: ${POLICY}`,
    'X-Robots-Tag: noindex',
    ...(last ? ['Connection: close'] : []),
    `Content-Length: ${bytes.length}`,
  ];
  const start = Buffer.from(`${fields.join('\r\n')}\r\n\r\n`, 'latin1');
  return { status: text.status, bytes: head.method === 'HEAD' ? start : Buffer.concat([start, bytes]) };
}

function bodyFor(
  { status, title, message }: WakeText,
  wake: WakeErrorCode,
  head: RequestHead,
  retryAfter: number,
): [type: string, body: string] {
  const accept = getField(head.fields, 'accept') ?? '';
  if (/text\/html/i.test(accept)) {
    // Only what is under way is looked at again by itself.
    const refresh = wake === 'starting' ? `<meta http-equiv="refresh" content="${retryAfter}">` : '';
    const start = '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">';
    const meta = `<meta name="viewport" content="width=device-width,initial-scale=1">${refresh}`;
    const page = `<body><main><h1>${title}</h1><p>${message}</p></main></body></html>`;
    return ['text/html; charset=utf-8', `${start}${meta}<title>${title}</title><style>${STYLE}</style></head>${page}`];
  }
  if (/application\/json/i.test(accept)) {
    return ['application/json', JSON.stringify({ error: wake, status, message })];
  }
  return ['text/plain; charset=utf-8', `${message}\n`];
}
