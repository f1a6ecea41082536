import { describe, expect, it } from 'vitest';
import { bodyVariants } from './body-variants.ts';

const MIB = 1024 * 1024;

/** The JSON forms of a body, one at a time, as `map` sees them. */
function forms<Seen>(body: string, map: (form: string) => Seen): Seen[] {
  const seen: Seen[] = [];
  for (const variant of bodyVariants(Buffer.from(body), undefined))
    if (variant.change.includes('JSON')) seen.push(map(variant.body.toString()));
  return seen;
}

describe('bodyVariants', () => {
  it('writes JSON in the usual ways', () => {
    const value = { a: [1, 'ü/"\\,['], b: {}, c: [[]] };
    const compact = JSON.stringify(value);
    expect(forms(` ${compact}`, String)).toEqual([
      compact,
      JSON.stringify(value, null, 2),
      JSON.stringify(value, null, 4),
      '{"a": [1, "ü/\\"\\\\,["], "b": {}, "c": [[]]}',
      compact.replace('ü', '\\u00fc'),
      '{"a": [1, "\\u00fc/\\"\\\\,["], "b": {}, "c": [[]]}',
      compact.replace('/', '\\/'),
    ]);
  });

  it('makes no form that would be very long', () => {
    // 500 deep, and 300 000 wide in there: indented by four it would have 600 MiB.
    const deepAndWide = `${'['.repeat(500)}${'1,'.repeat(300_000)}1${']'.repeat(500)}`;
    const lengths = forms(deepAndWide, ({ length }) => length);
    expect(lengths.length).toBeGreaterThan(0);
    expect(Math.max(...lengths)).toBeLessThan(4 * MIB);
  });

  it.each([
    ['lists', '['.repeat(400_000), ']'.repeat(400_000)],
    ['objects', '{"a":'.repeat(100_000), `1${'}'.repeat(100_000)}`],
  ])('goes on behind JSON that is too deep to be written: %s', (_, opened, closed) => {
    const changes = Array.from(bodyVariants(Buffer.from(opened + closed), undefined), ({ change }) => change);
    expect(changes.at(-1)).toContain('empty body');
  });

  it('has none of a body over 1 MiB', () => {
    expect([...bodyVariants(Buffer.alloc(MIB + 1), undefined)]).toEqual([]);
  });
});
