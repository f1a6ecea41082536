import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitWords } from './split-words.ts';

describe('splitWords', () => {
  it.each([
    ['a  b\tc', ['a', 'b', 'c']],
    [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
    [`'' ""`, ['', '']],
    [`a\\ b "c\\"d" 'e\\f' "g\\h"`, ['a b', 'c"d', 'e\\f', 'g\\h']],
    ['a \\\n  b \\\r\n c ^\n d `\n e', ['a', 'b', 'c', 'd', 'e']],
    ['a  \\\n  \\\n  b', ['a', 'b']],
    ['"a  \\\n  b"', ['a b']],
    ['', []],
  ])('%j', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it('takes back what was quoted, whatever it is', () => {
    const quote = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;
    // A line end behind a backslash joins lines, also within quotes.
    const word = fc.string({ unit: 'grapheme' }).filter((text) => !/[\r\n]/.test(text));
    fc.assert(
      fc.property(fc.array(word), (words) => {
        expect(splitWords(words.map(quote).join(' '))).toEqual(words);
      }),
    );
  });

  it('reads a line with very many blanks', () => {
    const blanks = ' '.repeat(500_000);
    expect(splitWords(`a${blanks}b \\\n${blanks}c`)).toEqual(['a', 'b', 'c']);
  });

  it('refuses what is not closed', () => {
    expect(() => splitWords('a "b')).toThrow('not closed');
  });
});
