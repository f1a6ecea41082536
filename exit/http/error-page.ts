import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { ErrorPageReader } from './error-page-reader.ts';

/** Values of the `Porthole-Error` field, for tests and clients to read. */
export type ErrorCode =
  | 'no-tunnel'
  | 'client-away'
  | 'upstream-refused'
  | 'upstream-timeout'
  | 'upstream-invalid'
  | 'bad-request'
  | 'request-timeout'
  | 'busy'
  | 'rate-limited'
  | 'not-allowed'
  | 'misdirected';

interface ErrorText {
  status: number;
  title: string;
  message: string;
  /** Seconds after which it makes sense to try again (RFC 9110 §10.2.3). */
  retryAfter?: number;
}

const TEXTS: Record<ErrorCode, ErrorText> = {
  'no-tunnel': {
    status: 404,
    title: 'Nothing is shared here',
    message:
      'No service is shared under this address. Check the address for typing errors, or ask whoever gave it to you.',
  },
  'client-away': {
    status: 503,
    title: 'Away at the moment',
    message: 'The computer that shares this service is not connected right now. It may be back in a moment.',
    retryAfter: 5,
  },
  'upstream-refused': {
    status: 502,
    title: 'The service is not running',
    message:
      'The computer that shares this address is connected, but the service on it does not answer. Its owner may need to start it.',
  },
  'upstream-timeout': {
    status: 504,
    title: 'The service takes too long',
    message: 'The service behind this address did not answer in time. Try again in a while.',
  },
  'upstream-invalid': {
    status: 502,
    title: 'The service broke off',
    message: 'The service behind this address ended the connection without a proper answer. Try again in a while.',
  },
  'bad-request': {
    status: 400,
    title: 'This request cannot be read',
    message: 'What was sent is not a request that this server can pass on safely.',
  },
  'request-timeout': {
    status: 408,
    title: 'The request did not arrive',
    message: 'The request was not complete in time, so the connection was closed.',
  },
  busy: {
    status: 503,
    title: 'Too many requests at once',
    message: 'The service behind this address has as many requests open as it can take. Try again in a moment.',
    retryAfter: 1,
  },
  'rate-limited': {
    status: 429,
    title: 'Too many requests',
    message: 'More requests came from your address than may come in a second. Try again in a moment.',
    retryAfter: 1,
  },
  'not-allowed': {
    status: 403,
    title: 'Not for everyone',
    message: 'Whoever shares this service has chosen who may use it, and you are not among them.',
  },
  // RFC 9110 §15.5.20: the visitor may ask again over a connection of its own.
  misdirected: {
    status: 421,
    title: 'This address wants a connection of its own',
    message: 'The service behind this address speaks HTTPS itself. Open the address anew, with https:// before it.',
  },
};

const STYLE =
  ':root{color-scheme:light dark}' +
  'body{margin:0;min-height:100vh;display:grid;place-items:center;font:16px/1.6 system-ui,sans-serif;background:#f7f8f9;color:#1f2933}' +
  'main{max-width:30rem;padding:2rem}' +
  'h1{margin:0 0 .5rem;font-size:1.5rem;line-height:1.25;font-weight:600}' +
  'p{margin:0}' +
  'small{display:block;margin-top:2rem;color:#5b6770}' +
  '@media(prefers-color-scheme:dark){body{background:#14181c;color:#e3e7ea}small{color:#98a3ac}}';

/** Nothing but the page's own style may load; the page can neither be framed nor send anything. */
const CONTENT_SECURITY_POLICY =
  `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; ` +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/** The status that visitors get for an error; `bad-request` may be answered with a more exact one (414, 431, 501…). */
export function errorStatus(code: ErrorCode): number {
  return TEXTS[code].status;
}

/** An answer that tells of an error: its fields (name, value, …) and its body, empty where only the fields are wanted. */
export interface ErrorAnswer {
  fields: string[];
  body: string;
}

/** Makes the answer for an error: a calm page, or JSON. It says nothing about this server's insides. */
export function errorAnswer(code: ErrorCode, status: number, reader: ErrorPageReader): ErrorAnswer {
  const text = TEXTS[code];
  const retryAfter = reader.retryAfter ?? text.retryAfter;
  const body = reader.json ? renderJson(code, status, text) : renderHtml(status, text);
  const fields = [
    ['Date', new Date().toUTCString()],
    ['Content-Type', reader.json ? 'application/json' : 'text/html; charset=utf-8'],
    ['Content-Length', `${Buffer.byteLength(body)}`],
    ['Porthole-Error', code],
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
    ['Content-Security-Policy', CONTENT_SECURITY_POLICY],
  ];
  if (retryAfter !== undefined) fields.push(['Retry-After', `${retryAfter}`]);
  if (reader.connection !== undefined) fields.push(['Connection', reader.connection]);
  return { fields: fields.flat(), body: reader.headOnly ? '' : body };
}

/** Renders the whole answer for an error as HTTP/1.1. */
export function renderErrorAnswer(code: ErrorCode, status: number, reader: ErrorPageReader): Buffer {
  const { fields, body } = errorAnswer(code, status, reader);
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n`;
  for (let i = 0; i < fields.length; i += 2) head += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return Buffer.from(`${head}\r\n${body}`);
}

function renderJson(code: ErrorCode, status: number, text: ErrorText): string {
  return `${JSON.stringify({ error: code, status, message: `${text.title}. ${text.message}` })}\n`;
}

function renderHtml(status: number, text: ErrorText): string {
  return (
    '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">' +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">' +
    `<title>${text.title}</title><style>${STYLE}</style></head>` +
    `<body><main><h1>${text.title}</h1><p>${text.message}</p><small>${status} · Porthole</small></main></body></html>\n`
  );
}
