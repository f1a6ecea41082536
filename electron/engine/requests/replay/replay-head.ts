import type { ReplayEdit, RequestDetail } from '../../../../shared/contract/captured-request.ts';
import { HttpSyntaxError } from '../../../../shared/http1/http-syntax-error.ts';
import { parseRequestHead, type RequestHead } from '../../../../shared/http1/request-head.ts';
import { RequestError } from '../../request-error.ts';
import { unmaskedFields } from './unmasked-fields.ts';

/** Fields that frame the body or are for one hop: a replay has its own. */
const OWN_FIELDS = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** RFC 9110 §5.6.2: what methods and names of fields are made of. */
const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const LINE_BREAK = /[\r\n\0]/;

/** Bytes of a request, ready to be sent. */
export interface ReplayRequest {
  readonly head: RequestHead;
  readonly body: Buffer;
}

/**
 * Makes the request that a replay sends, and reads it as strictly as one of a visitor: nothing that a user types can become two requests.
 * Throws RequestError.
 */
export function replayRequest(detail: RequestDetail, edit: ReplayEdit): ReplayRequest {
  if (detail.noReplay !== undefined && !mayBeMended(detail, edit)) throw new RequestError('NOT_NOW', detail.noReplay);
  const method = edit.method ?? detail.method;
  const path = edit.path ?? detail.path;
  checkLine(method, path);
  const body = Buffer.from(edit.body ?? detail.requestBody.base64, 'base64');
  const lines = fieldLines(edit.fields ?? unmaskedFields(detail), detail.host);
  // RFC 9110 §8.6: a request of a method that gives no meaning to a body says nothing of its length where it has none.
  if (body.length > 0 || !['GET', 'HEAD', 'OPTIONS', 'DELETE', 'TRACE'].includes(method)) {
    lines.push(`Content-Length: ${body.length}`);
  }
  const bytes = Buffer.from(`${[`${method} ${path} HTTP/1.1`, ...lines].join('\r\n')}\r\n\r\n`, 'latin1');
  return { head: read(bytes), body };
}

/** Another body takes the place of one that was not kept whole. */
function mayBeMended(detail: RequestDetail, edit: ReplayEdit): boolean {
  return detail.requestBody.cut && detail.requestDoneMs !== undefined && edit.body !== undefined && !detail.webSocket;
}

function fieldLines(fields: readonly (readonly [string, string])[], host: string): string[] {
  const kept = fields.filter(([name]) => !OWN_FIELDS.has(name.toLowerCase()));
  for (const [name, value] of kept) checkField(name, value);
  const lines = kept.map(([name, value]) => `${name}: ${asLatin1(value.trim())}`);
  return kept.some(([name]) => name.toLowerCase() === 'host') ? lines : [`Host: ${host}`, ...lines];
}

function checkField(name: string, value: string): void {
  if (!TOKEN.test(name)) {
    throw new RequestError(
      'INVALID',
      `${JSON.stringify(name)} is not the name of a field: use letters, digits and hyphens.`,
      'fields',
    );
  }
  // A line break would begin another field, or the body.
  if (LINE_BREAK.test(value))
    throw new RequestError('INVALID', `The value of ${name} has a line break: write it in one line.`, 'fields');
}

/** What was captured is Latin-1 already; of what is typed, characters beyond it are sent as UTF-8. */
function asLatin1(value: string): string {
  return /[^\0-\xff]/.test(value) ? Buffer.from(value).toString('latin1') : value;
}

function checkLine(method: string, path: string): void {
  if (!TOKEN.test(method)) {
    throw new RequestError('INVALID', `${JSON.stringify(method)} is not a method: use letters, e.g. POST.`, 'method');
  }
  if (!/^(?:\/[\x21-\x7e]*|\*)$/.test(path)) {
    throw new RequestError(
      'INVALID',
      'A path begins with "/" and has no spaces: write them as %20, and other letters encoded too.',
      'path',
    );
  }
}

function read(bytes: Buffer): RequestHead {
  try {
    return parseRequestHead(bytes, 0, bytes.length);
  } catch (error) {
    if (!(error instanceof HttpSyntaxError)) throw error;
    throw new RequestError('INVALID', `This is no valid HTTP request (${error.rule}).`, 'fields');
  }
}
