import { beforeEach, describe, expect, it } from 'vitest';
import { TokenBuckets } from './token-buckets.ts';

let now: number;
let buckets: TokenBuckets;

beforeEach(() => {
  now = 1_000;
  buckets = new TokenBuckets(10, 60_000, () => now, 100);
});

describe('TokenBuckets', () => {
  it('gives as many as the interval has, and no more', () => {
    for (let count = 0; count < 10; count++) expect(buckets.take('a')).toBe(true);
    expect(buckets.take('a')).toBe(false);
    expect(buckets.take('b')).toBe(true);
  });

  it('fills up evenly, and says when', () => {
    for (let count = 0; count < 10; count++) buckets.take('a');
    expect(buckets.waitMs('a')).toBe(6_000);
    now += 5_999;
    expect(buckets.waitMs('a')).toBeCloseTo(1);
    expect(buckets.take('a')).toBe(false);
    now += 1.001;
    expect(buckets.waitMs('a')).toBe(0);
    expect(buckets.take('a')).toBe(true);
    expect(buckets.take('a')).toBe(false);
  });

  it('never holds more than one interval gives', () => {
    buckets.take('a');
    now += 3_600_000;
    for (let count = 0; count < 10; count++) expect(buckets.take('a')).toBe(true);
    expect(buckets.take('a')).toBe(false);
  });

  it('asks nothing of a key that it does not know', () => {
    expect(buckets.waitMs('nobody')).toBe(0);
    expect(buckets.size).toBe(0);
  });

  it('stays bounded, and forgets the least recently used first', () => {
    for (let count = 0; count < 10; count++) buckets.take('kept');
    for (let key = 0; key < 1_000; key++) {
      buckets.take(`key ${key}`);
      if (key % 50 === 0) buckets.take('kept');
    }
    expect(buckets.size).toBeLessThanOrEqual(100);
    expect(buckets.take('kept')).toBe(false);
  });

  it('forgets keys whose bucket is full again', () => {
    for (let key = 0; key < 80; key++) buckets.take(`old ${key}`);
    now += 60_000;
    for (let key = 0; key < 60; key++) buckets.take(`new ${key}`);
    expect(buckets.size).toBe(60);
  });
});
