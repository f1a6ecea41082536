import { isIPv6 } from 'node:net';
import { CLASS, REG_NAME } from './characters.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';

/**
 * Checks a host with optional port (RFC 3986 §3.2, RFC 9110 §4.2.1 and §7.2) and returns it in lower case.
 *
 * Refused are an empty host, user information, characters outside of `reg-name`, and ports that are no number up to 65535.
 */
export function normalizeAuthority(authority: string): string {
  // Most are in lower case already, which shows faster than it is made.
  const lower = hasCapital(authority) ? authority.toLowerCase() : authority;
  const bracketed = lower.charCodeAt(0) === 0x5b;
  const hostEnd = bracketed ? lower.indexOf(']') + 1 : regNameEnd(lower);
  const validHost = bracketed ? isAddress(lower.slice(1, hostEnd - 1)) : hostEnd > 0;
  if (!validHost || !isPort(lower, hostEnd)) throw new HttpSyntaxError(400, 'RFC 9110 §7.2: host is not valid');
  return lower;
}

function hasCapital(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code >= 0x41 && code <= 0x5a) || code > 0x7f) return true;
  }
  return false;
}

/** IPv6 only: zones and IPvFuture name nothing that a visitor can reach. */
function isAddress(text: string): boolean {
  return isIPv6(text) && !text.includes('%');
}

function regNameEnd(text: string): number {
  let at = 0;
  // The table has 256 places; a code above reads undefined, and is in no class.
  while (at < text.length && (CLASS[text.charCodeAt(at)] ?? 0) & REG_NAME) at++;
  return at;
}

/** Tells whether the rest of `text` is nothing, or a colon with a port (which may be empty, RFC 3986 §3.2.3). */
function isPort(text: string, colon: number): boolean {
  if (colon === text.length) return true;
  if (text.charCodeAt(colon) !== 0x3a || text.length - colon > 6) return false;
  let port = 0;
  for (let i = colon + 1; i < text.length; i++) {
    const digit = text.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) return false;
    port = port * 10 + digit;
  }
  return port <= 65535;
}
