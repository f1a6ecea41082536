import { HttpSyntaxError } from './http-syntax-error.ts';

/** How the end of a message's body is found (RFC 9112 §6). */
export type BodyFraming =
  | { readonly kind: 'none' }
  | { readonly kind: 'length'; readonly length: number }
  | { readonly kind: 'chunked' }
  /** Answers only: the body ends with the connection. */
  | { readonly kind: 'until-close' };

export const NO_BODY: BodyFraming = { kind: 'none' };
export const CHUNKED: BodyFraming = { kind: 'chunked' };
export const UNTIL_CLOSE: BodyFraming = { kind: 'until-close' };

/** The fields that frame a body, as far as a head has them. */
export interface FramingFields {
  contentLength: string | undefined;
  /** All Transfer-Encoding fields joined by commas. */
  transferEncoding: string | undefined;
}

/**
 * Returns what the framing fields say; undefined where there is neither. Throws where they are ambiguous: a message that two recipients can cut
 * at different places is how requests are smuggled (RFC 9112 §11.2), so nothing is repaired here.
 */
export function readFraming(fields: FramingFields, minor: 0 | 1): BodyFraming | undefined {
  const { contentLength, transferEncoding } = fields;
  if (transferEncoding !== undefined) {
    if (minor === 0) throw new HttpSyntaxError(400, 'RFC 9112 §6.1: Transfer-Encoding in HTTP/1.0');
    if (contentLength !== undefined) {
      throw new HttpSyntaxError(400, 'RFC 9112 §6.1: Content-Length together with Transfer-Encoding');
    }
    if (transferEncoding !== 'chunked') checkCodings(transferEncoding);
    return CHUNKED;
  }
  if (contentLength === undefined) return undefined;
  return { kind: 'length', length: readLength(contentLength) };
}

/** Reads a Content-Length: digits only (RFC 9110 §8.6), and no larger than a JavaScript number counts exactly. */
function readLength(value: string): number {
  if (value.length === 0) throw new HttpSyntaxError(400, 'RFC 9110 §8.6: Content-Length is empty');
  let length = 0;
  for (let i = 0; i < value.length; i++) {
    const digit = value.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) throw new HttpSyntaxError(400, 'RFC 9110 §8.6: Content-Length is not a plain number');
    length = length * 10 + digit;
    if (length > Number.MAX_SAFE_INTEGER) throw new HttpSyntaxError(400, 'RFC 9110 §8.6: Content-Length over 2^53');
  }
  return length;
}

/** Lets exactly one coding pass: chunked (RFC 9112 §7). Compressed transfer codings were never taken up by browsers, and decoding is not ours to do. */
function checkCodings(value: string): void {
  const codings = value.split(',').map((coding) => coding.replace(/^[ \t]+|[ \t]+$/g, '').toLowerCase());
  if (codings.includes('')) throw new HttpSyntaxError(400, 'RFC 9112 §6.1: Transfer-Encoding with an empty member');
  const chunked = codings.filter((coding) => coding === 'chunked').length;
  if (chunked > 1) throw new HttpSyntaxError(400, 'RFC 9112 §6.1: chunked twice');
  if (chunked === 1 && codings.at(-1) !== 'chunked') {
    throw new HttpSyntaxError(400, 'RFC 9112 §6.1: chunked is not the last transfer coding');
  }
  if (codings.length > 1 || chunked === 0) throw new HttpSyntaxError(501, 'RFC 9112 §6.1: unknown transfer coding');
}
