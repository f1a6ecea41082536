import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Renewal } from './renewal.ts';
import { renewalTime } from './renewal-time.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Renews for 90 days at a time, due with 30 days left; `fails` makes the next tries fail. */
function scene() {
  const state = { due: Date.now() + 60 * DAY_MS, renewed: 0, fails: 0, waits: [] as number[] };
  const renewal = new Renewal({
    dueAt: () => state.due,
    renew: async () => {
      if (state.fails-- > 0) throw new Error('no answer');
      state.renewed += 1;
      state.due = Date.now() + 60 * DAY_MS;
    },
    onFailure: (_error, retryMs) => void state.waits.push(retryMs),
  });
  renewal.start();
  return { state, renewal };
}

it('renews with a third of the life left', () => {
  const startsAt = new Date(0);
  expect(renewalTime({ startsAt, expiresAt: new Date(90 * DAY_MS) })).toBe(60 * DAY_MS);
});

it('renews when it is due, each time', async () => {
  const { state, renewal } = scene();
  await vi.advanceTimersByTimeAsync(60 * DAY_MS - 1);
  expect(state.renewed).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(state.renewed).toBe(1);
  await vi.advanceTimersByTimeAsync(61 * DAY_MS);
  expect(state.renewed).toBe(2);
  await renewal.stop();
});

it('notices within a minute that the clock has jumped past it: the machine slept, or somebody set it', async () => {
  const { state, renewal } = scene();
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  vi.setSystemTime(Date.now() + 70 * DAY_MS);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(state.renewed).toBe(1);
  await renewal.stop();
});

it('tries again after longer and longer waits, and begins anew after a success', async () => {
  const { state, renewal } = scene();
  state.fails = 7;
  await vi.advanceTimersByTimeAsync(61 * DAY_MS);
  expect(state.renewed).toBe(1);
  const minutes = [1, 4, 16, 64, 256, 360, 360];
  expect(state.waits).toHaveLength(minutes.length);
  for (const [index, expected] of minutes.entries()) {
    const wait = (state.waits[index] ?? 0) / MINUTE_MS;
    expect(wait).toBeGreaterThanOrEqual(expected * 0.75);
    expect(wait).toBeLessThanOrEqual(expected * 1.25);
  }
  state.fails = 1;
  await vi.advanceTimersByTimeAsync(61 * DAY_MS);
  expect(state.waits.at(-1)).toBeLessThanOrEqual(1.25 * MINUTE_MS);
  await renewal.stop();
});

it('waits for its retry although the clock is set back and forth', async () => {
  const { state, renewal } = scene();
  state.fails = 1;
  vi.setSystemTime(state.due);
  await vi.advanceTimersByTimeAsync(MINUTE_MS);
  expect(state.waits).toHaveLength(1);
  vi.setSystemTime(state.due + DAY_MS);
  await vi.advanceTimersByTimeAsync(2 * MINUTE_MS);
  expect(state.renewed).toBe(1);
  await renewal.stop();
});

it('takes one that is due at once for a failure, instead of ordering without end', async () => {
  const waits: number[] = [];
  const renew = vi.fn(async () => {});
  const renewal = new Renewal({ dueAt: () => 0, renew, onFailure: (_error, wait) => void waits.push(wait) });
  renewal.start();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(renew).toHaveBeenCalledTimes(1);
  expect(waits).toHaveLength(1);
  await renewal.stop();
});

it('tries at once when asked, and no more when stopped', async () => {
  const { state, renewal } = scene();
  state.fails = 1;
  await vi.advanceTimersByTimeAsync(60 * DAY_MS);
  expect(state.waits).toHaveLength(1);
  renewal.retryNow();
  await vi.advanceTimersByTimeAsync(0);
  expect(state.renewed).toBe(1);
  await renewal.stop();
  renewal.retryNow();
  await vi.advanceTimersByTimeAsync(100 * DAY_MS);
  expect(state.renewed).toBe(1);
});
