/** Control characters, invisible marks and halves of characters; but the joiners stay, which some scripts and emoji need. */
const INVISIBLE = /(?:(?![\u200c\u200d])\p{C})+/gu;
/** C0 without tab and line feed, DEL, and C1, which terminals act on as on ESC and a letter (ECMA-48 §5.3). */
const CONTROL = /(?![\t\n])\p{Cc}/gu;
/** What JSON.stringify leaves of them: JSON escapes C0 only (RFC 8259 §7). */
const UNESCAPED = /[\u007f-\u009f]/g;

/** What servers, services and strangers said, made fit for a terminal: it moves no cursor, sets no title and writes no clipboard. */
export const plainText = {
  /** As a part of one line: what cannot be seen, line breaks too, becomes a space. */
  line(text: string): string {
    return text.replace(INVISIBLE, ' ');
  },

  /** As lines: tabs and line feeds stay, other control characters become U+FFFD. */
  lines(text: string): string {
    return text.replace(CONTROL, '\ufffd');
  },

  /** JSON of a value that reads as the same, without a control character but the line feeds of an indent. @param indent in spaces */
  json(value: unknown, indent = 0): string {
    return JSON.stringify(value, null, indent).replace(
      UNESCAPED,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
  },
};
