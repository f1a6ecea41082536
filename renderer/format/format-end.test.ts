import { expect, it } from 'vitest';
import { formatEnd } from './format-end.ts';

/** In the zone of this computer, in which days are named. */
const NOW = Date.parse('2026-05-03T14:02:00');

it.each([
  ['2026-05-03T14:02:00', 'Expired on 3 May 2026'],
  ['2025-12-31T12:00:00', 'Expired on 31 December 2025'],
  ['2026-05-03T14:02:01', 'Ends within an hour'],
  ['2026-05-03T15:02:00', 'Ends within an hour'],
  ['2026-05-03T15:03:01', 'Ends within a day'],
  ['2026-05-04T14:02:00', 'Ends in 1 day'],
  ['2026-06-02T14:02:00', 'Ends in 30 days'],
  ['2030-01-01T12:00:00', 'Ends on 1 January 2030'],
])('%s: %s', (moment, words) => {
  expect(formatEnd(new Date(moment).toISOString(), NOW)).toBe(words);
});

it('says so of what has no end', () => {
  expect(formatEnd(undefined, NOW)).toBe('Does not expire');
});
