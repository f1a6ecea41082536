/*
 * The tokens that exit servers make: `ph_`, 43 characters that carry 256 random bits, `_`, and 6 characters of checksum. All
 * characters are letters and digits, so that a double click selects the whole, and a pattern finds one that leaked:
 * ph_[0-9A-Za-z]{43}_[0-9A-Za-z]{6}
 */

/** What tokens of exit servers begin with. */
export const TOKEN_PREFIX = 'ph_';

/** Random bytes of a token. */
export const TOKEN_BYTES = 32;

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62⁴³ is the first power above 2²⁵⁶. */
const SECRET_LENGTH = 43;
/** 62⁶ is the first power above 2³². */
const CHECKSUM_LENGTH = 6;
const TOKEN_LENGTH = TOKEN_PREFIX.length + SECRET_LENGTH + 1 + CHECKSUM_LENGTH;
const TOKEN = /^(ph_[0-9A-Za-z]{43})_([0-9A-Za-z]{6})$/;

/** Writes 32 random bytes as a token. */
export function formatAccessToken(bytes: Uint8Array): string {
  if (bytes.length !== TOKEN_BYTES) throw new RangeError(`A token has ${TOKEN_BYTES} bytes, not ${bytes.length}`);
  const number = bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
  const start = TOKEN_PREFIX + base62(number, SECRET_LENGTH);
  return `${start}_${checksumOf(start)}`;
}

/**
 * Says in one sentence what is visibly wrong with a token, so that a slip need not wait for the exit server; undefined where nothing
 * is. Only tokens that begin with `ph_` can be checked: any other may be a secret that its owner has made up.
 */
export function checkToken(token: string): string | undefined {
  if (!token.startsWith(TOKEN_PREFIX)) return undefined;
  const [, start, checksum] = TOKEN.exec(token) ?? [];
  if (start === undefined) {
    return token.length === TOKEN_LENGTH
      ? 'The token is mistyped: copy it again, it has only letters, digits and _.'
      : `The token is not whole: it has ${token.length} characters instead of ${TOKEN_LENGTH}, so copy it again.`;
  }
  return checksum === checksumOf(start) ? undefined : 'The token is mistyped: a character is wrong, so copy it again.';
}

function checksumOf(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_LENGTH);
}

/** Big-endian digits, padded with zeros. */
function base62(number: bigint, length: number): string {
  let text = '';
  for (let rest = number; text.length < length; rest /= 62n) text = DIGITS.charAt(Number(rest % 62n)) + text;
  return text;
}

/** CRC-32 as of gzip (RFC 1952 §8), of ASCII. Node's own is not there in the page. */
function crc32(text: string): number {
  let crc = 0xffff_ffff;
  for (let at = 0; at < text.length; at++) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}
