/** Codes of the characters that shape a message. */
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const COLON = 0x3a;

/** Classes of `CLASS`, as bits. */
export const TOKEN = 1;
export const VALUE = 2;
export const TARGET = 4;
export const REG_NAME = 8;
export const QUOTED = 16;

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/**
 * The classes of every byte:
 * - TOKEN: `tchar` of RFC 9110 §5.6.2;
 * - VALUE: what a field value may hold, RFC 9110 §5.5: HTAB, SP, VCHAR, obs-text;
 * - TARGET: visible ASCII without `#`. That is wider than the grammar of RFC 3986 (browsers send `|`, `^`, `{` and others as they are), but a fragment
 *   never belongs into a request target, and servers differ in where the path ends when there is one. Other bytes must come percent-encoded;
 * - REG_NAME: `reg-name` of RFC 3986 §3.2.2;
 * - QUOTED: `qdtext` of RFC 9110 §5.6.4.
 */
export const CLASS = buildClasses();

/** The value of a hexadecimal digit by its code; 255 for any other byte. */
export const HEX_VALUE = buildHexValues();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  const mark = (characters: string, bit: number) => {
    for (let i = 0; i < characters.length; i++) markCode(characters.charCodeAt(i), bit);
  };
  const markCode = (code: number, bit: number) => {
    classes[code] = (classes[code] ?? 0) | bit;
  };
  mark(`${ALPHANUMERIC}!#$%&'*+-.^_\`|~`, TOKEN);
  mark(`${ALPHANUMERIC}-._~%!$&'()*+,;=`, REG_NAME);
  for (let code = 0; code < 256; code++) {
    if (code === TAB || (code >= 0x20 && code !== 0x7f)) {
      markCode(code, VALUE);
      if (code !== 0x22 && code !== 0x5c) markCode(code, QUOTED);
    }
    if (code > 0x20 && code < 0x7f && code !== 0x23) markCode(code, TARGET);
  }
  return classes;
}

function buildHexValues(): Uint8Array {
  const values = new Uint8Array(256).fill(255);
  for (let digit = 0; digit < 16; digit++) {
    const text = digit.toString(16);
    values[text.charCodeAt(0)] = digit;
    values[text.toUpperCase().charCodeAt(0)] = digit;
  }
  return values;
}
