import { normalizeAuthority } from './authority.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';

/** `http://` and `https://`: what visitors can ask a gateway for (RFC 9112 §3.2.2). */
const ABSOLUTE = /^https?:\/\/([^/?]*)/i;

/**
 * Checks the form of a request target (RFC 9112 §3.2) and returns the authority of an absolute-form in lower case, else undefined.
 *
 * Asterisk-form is for OPTIONS only; authority-form is for CONNECT only, which is not served.
 */
export function readTargetAuthority(target: string, method: string): string | undefined {
  if (target.charCodeAt(0) === 0x2f) return undefined;
  if (target === '*') {
    if (method === 'OPTIONS') return undefined;
    throw new HttpSyntaxError(400, 'RFC 9112 §3.2.4: asterisk-form without OPTIONS');
  }
  const match = ABSOLUTE.exec(target);
  if (!match) throw new HttpSyntaxError(400, 'RFC 9112 §3.2: request target in none of the forms that are served');
  return normalizeAuthority(match[1] as string);
}

/** Returns the target as an upstream expects it: origin-form, or asterisk-form for an OPTIONS without a path (RFC 9112 §3.2.4). */
export function originTarget(target: string, method: string): string {
  if (target.charCodeAt(0) === 0x2f || target === '*') return target;
  const rest = target.slice(ABSOLUTE.exec(target)?.[0].length ?? 0);
  if (rest === '') return method === 'OPTIONS' ? '*' : '/';
  return rest.charCodeAt(0) === 0x2f ? rest : `/${rest}`;
}
