import { ImportError } from './imported.ts';

/**
 * Splits a command line into words as a POSIX shell does (XCU §2.2: backslash, '…', "…"), and joins lines that end in a backslash, or in ` or ^ as
 * PowerShell and cmd write it. Expands nothing. Throws ImportError where a quote is not closed.
 */
export function splitWords(line: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  // Blanks are looked through from their first one only: from each, many of them would take minutes.
  const text = line.replace(/(?:(?<![ \t])[ \t]+)?[\\`^]\r?\n[ \t]*/g, ' ').trim();
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) {
        quote = '';
      } else if (quote === '"' && char === '\\' && /["\\$`]/.test(text.charAt(at + 1))) {
        word = (word ?? '') + text.charAt(++at);
      } else {
        word = (word ?? '') + char;
      }
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (char === '\\' && at + 1 < text.length) {
      word = (word ?? '') + text.charAt(++at);
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote !== '') throw new ImportError(`The command has a ${quote} that is not closed: paste the whole line.`);
  if (word !== undefined) words.push(word);
  return words;
}
