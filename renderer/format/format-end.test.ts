import { expect, it } from 'vitest';
import { formatEnd } from './format-end.ts';

const NOW = Date.parse('2026-05-03T14:02:00Z');

it.each([
  [undefined, 'Does not expire'],
  ['2026-05-03T14:02:00Z', 'Expired on 3 May 2026'],
  ['2025-12-31T12:00:00Z', 'Expired on 31 December 2025'],
  ['2026-05-03T14:02:01Z', 'Ends within an hour'],
  ['2026-05-03T15:02:00Z', 'Ends within an hour'],
  ['2026-05-03T15:03:01Z', 'Ends within a day'],
  ['2026-05-04T14:02:00Z', 'Ends in 1 day'],
  ['2026-06-02T14:02:00Z', 'Ends in 30 days'],
  ['2030-01-01T12:00:00Z', 'Ends on 1 January 2030'],
])('%s: %s', (iso, words) => {
  expect(formatEnd(iso, NOW)).toBe(words);
});
