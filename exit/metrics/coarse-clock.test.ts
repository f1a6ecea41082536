import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CoarseClock } from './coarse-clock.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('moves with its ticks', () => {
  const ticks: number[] = [];
  const clock = new CoarseClock((now) => ticks.push(now));
  vi.advanceTimersByTime(2_500);
  expect(ticks).toEqual([1_000, 2_000]);
  expect(clock.now).toBe(2_000);
  clock.stop();
  vi.advanceTimersByTime(10_000);
  expect(clock.now).toBe(2_000);
});

it('does not count the time in which the process did not run', () => {
  let real = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => real);
  const clock = new CoarseClock(() => {});
  real = 3_600_000;
  vi.advanceTimersByTime(1_000);
  expect(clock.now).toBe(2_000);
  clock.stop();
});
