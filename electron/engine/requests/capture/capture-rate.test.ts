import { expect, it } from 'vitest';
import { CAPTURED_OF_FLOOD, CAPTURED_PER_SECOND, CaptureRate } from './capture-rate.ts';

/** How many of `count` requests in each of some seconds are captured. */
function captured(rate: CaptureRate, counts: readonly number[], from = 0): number[] {
  return counts.map((count, second) => {
    const times = Array.from({ length: count }, (_, i) => (from + second) * 1000 + (i * 1000) / count);
    return times.filter((at) => rate.admit(at)).length;
  });
}

it('captures all of what a person could follow', () => {
  expect(captured(new CaptureRate(), [1, CAPTURED_PER_SECOND, 500])).toEqual([1, CAPTURED_PER_SECOND, 500]);
});

it('captures a burst as far as it goes, and of a flood a little, evenly', () => {
  const rate = new CaptureRate();
  const flood = 10 * CAPTURED_PER_SECOND;
  expect(captured(rate, [flood, flood, flood])).toEqual([
    CAPTURED_PER_SECOND,
    4 * CAPTURED_OF_FLOOD,
    4 * CAPTURED_OF_FLOOD,
  ]);
  // The first second behind it still counts as one of it.
  expect(captured(rate, [100, 100], 3)).toEqual([100, 100]);
});

it('takes a pause for the end of a flood', () => {
  const rate = new CaptureRate();
  captured(rate, [10 * CAPTURED_PER_SECOND]);
  expect(captured(rate, [CAPTURED_PER_SECOND], 5)).toEqual([CAPTURED_PER_SECOND]);
});
