import { MAX_LICENCE } from './licence-claims.ts';
import { parseLicenceKey } from './licence-key.ts';
import { isLicenceLink, parseLicenceLink } from './licence-link.ts';
import { LicenceTextError } from './licence-text-error.ts';

/** What somebody typed, pasted, dropped or clicked. `server`: `wss://HOST[:PORT]`, where a link says for which exit server. */
export type LicenceText = (
  | { kind: 'static'; licence: string }
  /** As it was given out, with hyphens. */
  | { kind: 'subscription'; key: string }
) & { server?: string };

/** Three parts of base64url (RFC 7515 §3.1). */
const COMPACT = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$/;
const AROUND = /^[\s\u200b\ufeff"'`“”‘’«»„<>]+|[\s\u200b\ufeff"'`“”‘’«»„<>]+$/g;

/**
 * Tells a signed licence, a key and a licence link apart, whatever quotes and line breaks came with them.
 *
 * @throws LicenceTextError
 */
export function readLicenceText(text: string): LicenceText {
  const trimmed = text.replace(AROUND, '');
  if (trimmed === '') throw new LicenceTextError('Paste a licence, a licence key or a licence link.');
  if (!isLicenceLink(trimmed)) return readBare(trimmed);
  const { licence, server } = parseLicenceLink(trimmed.replace(/\s/g, ''));
  const read = readBare(licence);
  return server === undefined ? read : { ...read, server };
}

function readBare(text: string): LicenceText {
  const whole = text.replace(/[\s\u200b\ufeff]/g, '');
  if (COMPACT.test(whole)) {
    if (whole.length <= MAX_LICENCE) return { kind: 'static', licence: whole };
    throw new LicenceTextError(`This is too long for a licence, which has at most ${MAX_LICENCE} characters.`);
  }
  // Cut off behind its first or second part: no key begins like that.
  if (whole.startsWith('eyJ'))
    throw new LicenceTextError('The licence is not whole: copy all three parts of it again.');
  return { kind: 'subscription', key: parseLicenceKey(text) };
}
