import { LicenceTextError } from './licence-text-error.ts';

/*
 * The keys of subscriptions, `XXXX-XXXX-XXXX-XXXX-XXXX`: 18 random characters of Crockford's base 32 (90 bits) and two that check them.
 * The 20 characters are a Reed-Solomon code over GF(32) with distance 3: any one or two wrong characters are found, hence any two that
 * changed places, and a single one can be located.
 */

/** Crockford's base 32 (https://www.crockford.com/base32.html): no I, L, O and U. */
const DIGITS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const LENGTH = 20;
const GROUP = 4;
/** Random characters of a key. */
export const KEY_SYMBOLS = 18;
/** x⁵ + x² + 1, which is primitive over GF(2). */
const POLYNOMIAL = 0b100101;
const ORDER = 31;

/** POWERS[i] is αⁱ. */
const POWERS: readonly number[] = powersOfAlpha();

/** Makes a key of 18 random bytes, of which the low five bits count. */
export function formatLicenceKey(random: Uint8Array): string {
  if (random.length !== KEY_SYMBOLS) throw new RangeError(`A key has ${KEY_SYMBOLS} random characters.`);
  const symbols = [...random].map((byte) => byte & ORDER);
  const [sum, weighted] = syndromes(symbols);
  // Two equations for the two checks: they bring both sums to zero.
  const [a, b] = [power(KEY_SYMBOLS), power(KEY_SYMBOLS + 1)];
  const last = divide(weighted ^ multiply(sum, a), a ^ b);
  const text = [...symbols, sum ^ last, last].map((symbol) => DIGITS.charAt(symbol)).join('');
  return grouped(text);
}

/**
 * Reads a key as people type it: any case, spaces and hyphens anywhere, O for 0, I and L for 1. Returns it as it was given out.
 *
 * @throws LicenceTextError that says which group looks wrong, where that can be told
 */
export function parseLicenceKey(text: string): string {
  const typed = text
    .toUpperCase()
    .replace(/[\s\u200b\ufeff\p{Pd}]/gu, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  const strange = [...typed].findIndex((character) => !DIGITS.includes(character));
  if (strange >= 0 && typed.length === LENGTH) {
    throw mistyped(groupAt(typed, strange), `licence keys have no "${[...typed][strange]}"`);
  }
  if (strange >= 0 || typed.length !== LENGTH) {
    const message = `This is no licence key: it has ${LENGTH} letters and digits, XXXX-XXXX-XXXX-XXXX-XXXX, and this has ${typed.length}.`;
    throw new LicenceTextError(message);
  }
  const [sum, weighted] = syndromes([...typed].map((character) => DIGITS.indexOf(character)));
  if (sum === 0 && weighted === 0) return grouped(typed);
  const at = sum === 0 || weighted === 0 ? -1 : POWERS.indexOf(divide(weighted, sum));
  if (at >= 0 && at < LENGTH) throw mistyped(groupAt(typed, at), 'a character is wrong');
  const swapped = sum === 0 ? soleSwap(typed, weighted) : undefined;
  if (swapped !== undefined) throw mistyped(groupAt(typed, swapped), 'two characters may have changed places');
  throw new LicenceTextError('The key is mistyped: compare all five groups with the original, or copy it again.');
}

function mistyped(group: { number: number; text: string }, why: string): LicenceTextError {
  const message = `The key is mistyped: group ${group.number} (${group.text}) looks wrong, since ${why}. Compare it with the original.`;
  return new LicenceTextError(message);
}

function groupAt(typed: string, at: number): { number: number; text: string } {
  const number = Math.floor(at / GROUP) + 1;
  return { number, text: typed.slice((number - 1) * GROUP, number * GROUP) };
}

/** Where the one pair of neighbours begins whose exchange would explain the sums; undefined where none or several would. */
function soleSwap(typed: string, weighted: number): number | undefined {
  const symbols = [...typed].map((character) => DIGITS.indexOf(character));
  const found = symbols.flatMap((symbol, at) => {
    const next = symbols[at + 1];
    if (next === undefined) return [];
    return multiply(symbol ^ next, power(at) ^ power(at + 1)) === weighted ? [at] : [];
  });
  return found.length === 1 ? found[0] : undefined;
}

function grouped(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1-');
}

/** The sum of all symbols, and the sum of each times α to its place: both zero in a good key. */
function syndromes(symbols: readonly number[]): [sum: number, weighted: number] {
  let [sum, weighted] = [0, 0];
  for (const [at, symbol] of symbols.entries()) {
    sum ^= symbol;
    weighted ^= multiply(symbol, power(at));
  }
  return [sum, weighted];
}

function power(exponent: number): number {
  return POWERS[exponent % ORDER] ?? 1;
}

function multiply(a: number, b: number): number {
  return a === 0 || b === 0 ? 0 : power(POWERS.indexOf(a) + POWERS.indexOf(b));
}

function divide(a: number, b: number): number {
  return a === 0 ? 0 : power(POWERS.indexOf(a) + ORDER - POWERS.indexOf(b));
}

function powersOfAlpha(): number[] {
  const powers = [1];
  for (let at = 1; at < ORDER; at++) {
    const next = (powers[at - 1] ?? 1) << 1;
    powers.push(next > ORDER ? next ^ POLYNOMIAL : next);
  }
  return powers;
}
