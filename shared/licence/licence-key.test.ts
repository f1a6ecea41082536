import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatLicenceKey, KEY_SYMBOLS, parseLicenceKey } from './licence-key.ts';
import { LicenceTextError } from './licence-text-error.ts';

const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const key = fc.uint8Array({ minLength: KEY_SYMBOLS, maxLength: KEY_SYMBOLS }).map(formatLicenceKey);

/** What the parser says of a text; undefined where it takes it. */
function problem(text: string): string | undefined {
  try {
    parseLicenceKey(text);
    return undefined;
  } catch (error) {
    if (error instanceof LicenceTextError) return error.message;
    throw error;
  }
}

const withoutHyphens = (text: string) => text.replaceAll('-', '');
const groupOf = (at: number) => Math.floor(at / 4) + 1;

describe('licence keys', () => {
  it('have one form', () => {
    expect(formatLicenceKey(new Uint8Array(KEY_SYMBOLS))).toBe('0000-0000-0000-0000-0000');
    const one = formatLicenceKey(Uint8Array.from({ length: KEY_SYMBOLS }, (_, at) => at));
    // As docs/protocol.md has it.
    expect(one).toBe('0123-4567-89AB-CDEF-GHRS');
    expect(parseLicenceKey(one)).toBe(one);
    expect(() => formatLicenceKey(new Uint8Array(3))).toThrow(RangeError);
  });

  it('are read however they are typed', () => {
    fc.assert(
      fc.property(key, (good) => {
        const bare = withoutHyphens(good);
        const ways = [
          bare,
          good.toLowerCase(),
          ` ${good}\n`,
          bare.split('').join(' '),
          good.replaceAll('-', '–'),
          good.replaceAll('0', 'O').replaceAll('1', 'l'),
          good.replaceAll('0', 'o').replaceAll('1', 'I'),
        ];
        for (const way of ways) expect(parseLicenceKey(way)).toBe(good);
      }),
    );
  });

  it('show every single wrong character, and where it is', () => {
    fc.assert(
      fc.property(key, (good) => {
        const bare = withoutHyphens(good);
        for (let at = 0; at < bare.length; at++) {
          for (const other of DIGITS) {
            if (other === bare[at]) continue;
            const typed = bare.slice(0, at) + other + bare.slice(at + 1);
            expect(problem(typed)).toContain(`group ${groupOf(at)} (`);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('show every two characters that changed places, near or far', () => {
    fc.assert(
      fc.property(key, (good) => {
        const bare = withoutHyphens(good);
        for (let a = 0; a < bare.length; a++) {
          for (let b = a + 1; b < bare.length; b++) {
            if (bare[a] === bare[b]) continue;
            const typed = [...bare];
            [typed[a], typed[b]] = [bare[b] ?? '', bare[a] ?? ''];
            expect(problem(typed.join(''))).toContain('mistyped');
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it('show any two wrong characters', () => {
    const place = fc.nat(19);
    fc.assert(
      fc.property(key, place, place, fc.nat(31), fc.nat(31), (good, a, b, first, second) => {
        const bare = withoutHyphens(good);
        const typed = [...bare];
        typed[a] = DIGITS[first] ?? '0';
        typed[b] = DIGITS[second] ?? '0';
        fc.pre(typed.join('') !== bare);
        expect(problem(typed.join(''))).toContain('mistyped');
      }),
      { numRuns: 2_000 },
    );
  });

  it('name what is wrong otherwise', () => {
    const good = formatLicenceKey(Uint8Array.from({ length: KEY_SYMBOLS }, (_, at) => at + 3));
    const bare = withoutHyphens(good);
    expect(problem(`${bare.slice(0, 5)}U${bare.slice(6)}`)).toMatch(/group 2 \(.*U.*\) .* licence keys have no "U"/);
    expect(problem(bare.slice(1))).toContain('this has 19');
    expect(problem(`${bare}0`)).toContain('this has 21');
    expect(problem('hello')).toContain('no licence key');
    const swapped = bare.slice(0, 9) + bare[10] + bare[9] + bare.slice(11);
    expect(problem(swapped)).toContain('mistyped');
  });
});
