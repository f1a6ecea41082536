import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { formatDay } from '../../format/format-clock.ts';
import { fieldOf, msOf, spanWords } from './time-span.ts';

const at = (text: string) => new Date(text).getTime();
const day = (text: string) => formatDay(at(text) / 1000);

beforeEach(() => vi.useFakeTimers({ now: at('2026-05-03T14:30:00'), toFake: ['Date'] }));
afterEach(() => vi.useRealTimers());

it.each([
  [undefined, undefined, 'Any time'],
  ['2026-05-03T14:02', undefined, 'Since 14:02'],
  ['2026-05-03T14:02:30.500', undefined, 'Since 14:02:30'],
  [undefined, '2026-05-02T09:00', `Before ${day('2026-05-02T09:00')} 09:00`],
  ['2026-05-03T13:00', '2026-05-03T14:02:30', '13:00:00 – 14:02:30'],
])('says %s to %s as %s', (from, to, words) => {
  expect(spanWords({ from: from === undefined ? from : at(from), to: to === undefined ? to : at(to) })).toBe(words);
});

it('writes and reads the field in the time of this computer', () => {
  expect(fieldOf(at('2026-05-03T14:02:59'))).toBe('2026-05-03T14:02:59');
  expect(msOf('2026-05-03T14:02')).toBe(at('2026-05-03T14:02:00'));
  expect([fieldOf(undefined), msOf(''), msOf('2026-05-03T')]).toEqual(['', undefined, undefined]);
});
