import { expect, it } from 'vitest';
import { formatMeasured } from './format-measured.ts';

it.each([
  [0.512, '≥ 0.6 × nginx proxy', '0.51'],
  [0.9494, '≥ 0.95 × porthole, capture off', '0.949'],
  [0.9523, '≥ 0.95 × porthole, capture off', '0.952'],
  [0.95, '≥ 0.95', '0.95'],
  [6.004, '≤ 6', '6.004'],
])('writes %d where %s is wanted as %s', (value, bound, text) => {
  expect(formatMeasured(value, bound)).toBe(text);
});
