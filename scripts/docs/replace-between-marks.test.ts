import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../setup/checkout.js';
import { replaceBetweenMarks } from './replace-between-marks.ts';

const DOCUMENT = 'a\n<!-- begin: written by me -->\nold\n<!-- end: written by me -->\nb\n';

test('replaces what is between the marks, and nothing else, as often as one likes', () => {
  const replaced = replaceBetweenMarks(DOCUMENT, 'me', 'new');
  expect(replaced).toBe(DOCUMENT.replace('old', 'new'));
  expect(replaceBetweenMarks(replaced, 'me', 'new')).toBe(replaced);
});

test.each(['# Porthole', DOCUMENT + DOCUMENT, DOCUMENT.replace('end', 'ende')])(
  'refuses a text without a place',
  (text) => {
    expect(() => replaceBetweenMarks(text, 'me', 'new')).toThrow('has no place for the table');
  },
);

test.each(['npm run test:faults', 'npm run soak'])('docs/reliability.md has a place for %s', (command) => {
  const text = readFileSync(join(ROOT, 'docs/reliability.md'), 'utf8');
  expect(replaceBetweenMarks(text, command, 'the table')).toContain('the table');
});
