import { expect, it } from 'vitest';
import { plainText } from './plain-text.ts';

/** Clears the screen, sets the title, writes the clipboard, with 7 and 8 bit introducers; and turns the direction of what follows. */
const HOSTILE = 'a\u001b[2J\u001b]0;t\u0007\u009d52;c;eA==\u009c\u007f\r\n\u202eb';

it('makes one line of a text', () => {
  expect(plainText.line(HOSTILE)).toBe('a [2J ]0;t 52;c;eA== b');
  expect(plainText.line('نمی‌خواهم 👩‍💻 ok')).toBe('نمی‌خواهم 👩‍💻 ok');
});

it('keeps tabs and line feeds of several lines', () => {
  expect(plainText.lines(`\t${HOSTILE}`)).not.toMatch(/(?![\t\n])\p{Cc}/u);
  expect(plainText.lines('a\n\tb\u009b')).toBe('a\n\tb\ufffd');
});

it('writes JSON that reads as the same, without control characters', () => {
  const json = plainText.json({ text: HOSTILE });
  expect(json).not.toMatch(/\p{Cc}/u);
  expect(JSON.parse(json)).toEqual({ text: HOSTILE });
  expect(plainText.json([1], 2)).toBe('[\n  1\n]');
});
