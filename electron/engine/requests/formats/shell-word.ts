import { utf8Text } from './utf8-text.ts';

/**
 * Characters of one line of a quoted text. A terminal whose shell edits no lines (dash) drops what a line has over 4095 bytes (N_TTY of
 * Linux), the quote at its end too; this many are under that, where each is a quote of four bytes and a field's name is before them.
 */
const MAX_LINE = 900;
const LINE_PARTS = new RegExp(`[^\\n]{1,${MAX_LINE}}(?=([^\\n]?))`, 'gu');

/**
 * The bytes as text that may stand between single quotes in what is pasted into a terminal; undefined where they are not UTF-8, or where the
 * text could get out. A terminal acts on control characters before the shell sees a quote: Ctrl-C drops the line and leaves the rest to be run,
 * ESC [ 201 ~ ends a bracketed paste, a tab completes, a carriage return is Enter. And bash before 5 expands `!` within quotes that it has lost
 * count of: behind `\'`, and behind a line break.
 */
export function pastableText(bytes: Uint8Array): string | undefined {
  const text = utf8Text(bytes);
  if (text === undefined || /(?!\n)\p{Cc}/u.test(text)) return undefined;
  return text.includes('!') && /['\n]/.test(text) ? undefined : text;
}

/** These bytes as one word of a POSIX shell. They end in no line feed: `$(…)` takes those off (XCU §2.6.3). */
export function shellWord(bytes: Uint8Array): string {
  const text = pastableText(bytes);
  return text === undefined ? `"$(printf ${printfFormat(bytes)})"` : quote(text);
}

/** Text of `pastableText` as one word. Nothing is special between single quotes but the quote itself (XCU §2.2.2). */
export function quote(text: string): string {
  if (text.length <= MAX_LINE && /^[A-Za-z0-9_.,/:=@-]+$/.test(text)) return text;
  const inside = text.replace(
    LINE_PARTS,
    (part, next) => part.replaceAll("'", "'\\''") + (next === '' ? '' : "'\\\n'"),
  );
  return `'${inside}'`;
}

/** A format for printf(1) that writes these bytes, quoted: all but letters and digits as octal numbers. */
export function printfFormat(bytes: Uint8Array): string {
  let format = '';
  for (const byte of bytes) {
    const isPlain = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
    format += isPlain ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, '0')}`;
  }
  return quote(format);
}
