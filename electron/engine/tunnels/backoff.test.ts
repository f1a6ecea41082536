import { describe, expect, it } from 'vitest';
import { Backoff } from './backoff.ts';

describe('Backoff', () => {
  it('waits anywhere below a bound that doubles from 250 ms to 30 s', () => {
    const longest = new Backoff(() => 1);
    const bounds = Array.from({ length: 10 }, () => longest.next());
    expect(bounds).toEqual([250, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    const shortest = new Backoff(() => 0);
    expect(Array.from({ length: 10 }, () => shortest.next())).toEqual(Array(10).fill(0));
    const middle = new Backoff(() => 0.5);
    expect([middle.next(), middle.next()]).toEqual([125, 250]);
  });

  it('counts tries, and starts anew after a session of more than 5 s only', () => {
    const backoff = new Backoff(() => 1);
    expect(backoff.attempt).toBe(0);
    backoff.next();
    backoff.next();
    expect(backoff.attempt).toBe(2);
    backoff.sessionEnded(5000);
    expect(backoff.next()).toBe(1000);
    backoff.sessionEnded(5001);
    expect(backoff.attempt).toBe(0);
    expect(backoff.next()).toBe(250);
    backoff.reset();
    expect(backoff.next()).toBe(250);
  });

  it('never overflows, however long the exit server is away', () => {
    const backoff = new Backoff(() => 1);
    for (let i = 0; i < 5000; i += 1) backoff.next();
    expect(backoff.next()).toBe(30_000);
  });
});
