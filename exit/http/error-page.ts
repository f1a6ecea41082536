import { STATUS_CODES } from 'node:http';
import type { ErrorPageReader } from './error-page-reader.ts';
import { pageFields, renderPage } from './page.ts';

/** Values of the `Porthole-Error` field, for tests and clients to read. */
export type ErrorCode =
  | 'no-tunnel'
  | 'client-away'
  | 'upstream-refused'
  | 'upstream-timeout'
  | 'upstream-invalid'
  | 'client-exhausted'
  | 'bad-request'
  | 'request-timeout'
  | 'busy'
  | 'rate-limited'
  | 'not-allowed'
  | 'body-too-large'
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
  'client-exhausted': {
    status: 503,
    title: 'Too much is open',
    message: 'The computer that shares this service can open no more connections right now. Try again in a moment.',
    retryAfter: 5,
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
  'body-too-large': {
    status: 413,
    title: 'This is too much',
    message: 'What you sent is larger than the service behind this address takes.',
  },
  // RFC 9110 §15.5.20: the visitor may ask again over a connection of its own.
  misdirected: {
    status: 421,
    title: 'This address wants a connection of its own',
    message: 'The service behind this address speaks HTTPS itself. Open the address anew, with https:// before it.',
  },
};

/** The status that visitors get for an error; `bad-request` may be answered with a more exact one (414, 431, 501…). */
export function errorStatus(code: ErrorCode): number {
  return TEXTS[code].status;
}

/** An answer of this server's own: its fields (name, value, …) and its body, empty where only the fields are wanted. */
export interface PageAnswer {
  fields: string[];
  body: string;
}

/** Makes the answer for an error: a calm page, or JSON. It says nothing about this server's insides. */
export function errorAnswer(code: ErrorCode, status: number, reader: ErrorPageReader): PageAnswer {
  const { title, ...text } = TEXTS[code];
  const { retryAfter = text.retryAfter, message = text.message } = reader;
  const page = { title, message, note: `${status} · Porthole` };
  const json = `${JSON.stringify({ error: code, status, message: `${title}. ${message}` })}\n`;
  const body = reader.json ? json : renderPage(page);
  const fields = [
    ['Date', new Date().toUTCString()],
    ['Content-Type', reader.json ? 'application/json' : 'text/html; charset=utf-8'],
    ['Content-Length', `${Buffer.byteLength(body)}`],
    ['Porthole-Error', code],
    ...pageFields({}),
  ];
  for (const challenge of reader.challenges ?? []) fields.push(['WWW-Authenticate', challenge]);
  if (retryAfter !== undefined) fields.push(['Retry-After', `${retryAfter}`]);
  if (reader.connection !== undefined) fields.push(['Connection', reader.connection]);
  return { fields: fields.flat(), body: reader.headOnly ? '' : body };
}

/** Renders the whole answer for an error as HTTP/1.1. */
export function renderErrorAnswer(code: ErrorCode, status: number, reader: ErrorPageReader): Buffer {
  return renderAnswer(status, errorAnswer(code, status, reader));
}

/** Renders an answer as HTTP/1.1. */
export function renderAnswer(status: number, { fields, body }: PageAnswer): Buffer {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n`;
  for (let i = 0; i < fields.length; i += 2) head += `${fields[i]}: ${fields[i + 1]}\r\n`;
  return Buffer.from(`${head}\r\n${body}`);
}
