import { getField } from '../../shared/http1/fields.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';

/** Whose connection gets the answer, and what it asked for. */
export interface ErrorPageReader {
  /** Whether it wants JSON, see wantsJson. */
  json: boolean;
  /** Whether it asked with HEAD: the fields of the answer without its body. */
  headOnly: boolean;
  /** Value of the answer's Connection field; undefined where the version's default is meant. */
  connection: 'close' | 'keep-alive' | undefined;
  /** Seconds after which it makes sense to try again, where that is not the error's usual time. */
  retryAfter?: number | undefined;
  /** Values of the WWW-Authenticate fields of a 401. */
  challenges?: readonly string[] | undefined;
  /** What is said in place of the error's usual text; without markup. */
  message?: string | undefined;
}

/** Whether an `Accept` field asks for JSON rather than for a page to look at. */
export function wantsJson(accept: string | undefined): boolean {
  return accept !== undefined && /\bapplication\/json\b/i.test(accept) && !/\btext\/html\b/i.test(accept);
}

/** The reader behind a request, whose connection goes on or ends after the answer. */
export function readerOf(request: RequestHead, keepAlive: boolean): ErrorPageReader {
  return {
    json: wantsJson(getField(request.fields, 'accept')),
    headOnly: request.method === 'HEAD',
    // An HTTP/1.0 visitor must be told that its connection stays (RFC 9112 §9.3).
    connection: keepAlive ? (request.minor === 0 ? 'keep-alive' : undefined) : 'close',
  };
}
