import { describe, expect, it } from 'vitest';
import { backoff } from './backoff.ts';

describe('backoff', () => {
  it('doubles up to its limit', () => {
    const longest = [1, 2, 3, 4, 5, 6, 50].map((attempt) => backoff(attempt, () => 1));
    expect(longest).toEqual([250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });

  it('waits at least half of it', () => expect(backoff(1, () => 0)).toBe(125));
});
