import { expect, test } from 'vitest';
import { slopeOf } from './slope.ts';

const points = (...values: number[]) => values.map((value, at) => ({ at, value }));

test('a line has its slope, and noise around a level has none', () => {
  expect(slopeOf(points(1, 3, 5, 7))).toBeCloseTo(2);
  expect(slopeOf(points(4, 6, 6, 4))).toBeCloseTo(0);
  expect(slopeOf([])).toBe(0);
  expect(slopeOf(points(5))).toBe(0);
});
