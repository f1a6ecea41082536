import { HttpSyntaxError } from './http-syntax-error.ts';

const HTTP = [0x48, 0x54, 0x54, 0x50, 0x2f];

/**
 * Reads the eight bytes of an HTTP version (RFC 9112 §2.3) and returns the minor version of HTTP/1.
 *
 * HTTP/1.2 and above are refused with the others: there are none, so nobody honest says so.
 */
export function readVersion(bytes: Buffer, at: number, end: number): 0 | 1 {
  if (at + 8 > end || !isVersion(bytes, at)) throw new HttpSyntaxError(400, 'RFC 9112 §2.3: no HTTP version');
  const minor = bytes[at + 7] === 0x31 ? 1 : 0;
  if (bytes[at + 5] !== 0x31 || bytes[at + 7] !== 0x30 + minor) {
    throw new HttpSyntaxError(505, 'RFC 9110 §15.6.6: version is neither HTTP/1.1 nor HTTP/1.0');
  }
  return minor;
}

function isVersion(bytes: Buffer, at: number): boolean {
  for (let i = 0; i < HTTP.length; i++) if (bytes[at + i] !== HTTP[i]) return false;
  return isDigit(bytes[at + 5]) && bytes[at + 6] === 0x2e && isDigit(bytes[at + 7]);
}

function isDigit(code: number | undefined): boolean {
  return code !== undefined && code >= 0x30 && code <= 0x39;
}
