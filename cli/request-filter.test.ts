import { expect, it } from 'vitest';
import { readRequestFilter } from './request-filter.ts';

const NOW = Date.UTC(2026, 4, 3, 14, 2);

it('reads what is searched for', () => {
  const flags = { method: 'GET', path: '/a', text: 'b', status: '404', minMs: '500', since: '10m', until: '1h' };
  expect(readRequestFilter(flags, NOW)).toEqual({
    ...{ method: 'GET', path: '/a', text: 'b', status: 404, minMs: 500 },
    ...{ from: NOW - 600_000, to: NOW - 3_600_000 },
  });
  expect(readRequestFilter({ status: '5xx', since: '2026-05-03T14:00:00Z' }, NOW)).toMatchObject({
    ...{ status: '5xx', from: NOW - 120_000, to: undefined },
  });
});

it.each([
  [{ status: 'red' }, '--status "red" is none: give 2xx, 404 or none.'],
  [{ minMs: 'long' }, '--min-ms "long" is no number of milliseconds.'],
  [{ since: 'noon' }, '--since "noon" is neither how long ago, like 10m or 2h, nor a time like 2026-05-03T14:02.'],
  [{ until: '2026-99-99' }, '--until "2026-99-99" is neither how long ago'],
])('says what is wrong with %j', (flags, words) => {
  expect(() => readRequestFilter(flags, NOW)).toThrow(words);
});
