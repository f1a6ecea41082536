import { describe, expect, test } from 'vitest';
import { ChunkPool, POOLED_BYTES } from './chunk-pool.ts';

const SOURCE = Buffer.alloc(2 * POOLED_BYTES, 'abc');

describe('ChunkPool', () => {
  test.each([1, POOLED_BYTES / 2, POOLED_BYTES - 1, POOLED_BYTES, POOLED_BYTES + 1])('copies %i bytes', (bytes) => {
    const copy = new ChunkPool().copy(SOURCE, 5, 5 + bytes);
    expect(copy.equals(SOURCE.subarray(5, 5 + bytes))).toBe(true);
    expect(copy.buffer).not.toBe(SOURCE.buffer);
  });

  test('uses memory again only after it was given back', () => {
    const pool = new ChunkPool();
    const first = pool.copy(SOURCE, 0, POOLED_BYTES);
    const second = pool.copy(SOURCE, 0, POOLED_BYTES);
    expect(second.buffer).not.toBe(first.buffer);
    pool.giveBack([first]);
    expect(pool.copy(SOURCE, 0, POOLED_BYTES).buffer).toBe(first.buffer);
    expect(pool.copy(SOURCE, 0, POOLED_BYTES).buffer).not.toBe(first.buffer);
  });

  test('keeps short and long copies out of the pool', () => {
    const pool = new ChunkPool();
    for (const bytes of [100, POOLED_BYTES + 1]) {
      const copy = pool.copy(SOURCE, 0, bytes);
      expect(pool.owns(copy)).toBe(false);
      expect(copy.buffer.byteLength).toBe(bytes);
    }
    expect(pool.owns(SOURCE)).toBe(false);
  });

  test('keeps no more than 2 MiB', () => {
    const pool = new ChunkPool();
    const copies = Array.from({ length: 40 }, () => pool.copy(SOURCE, 0, POOLED_BYTES));
    pool.giveBack(copies);
    const kept = new Set(copies.map(({ buffer }) => buffer));
    const again = Array.from({ length: 40 }, () => pool.copy(SOURCE, 0, POOLED_BYTES));
    expect(again.filter(({ buffer }) => kept.has(buffer))).toHaveLength(32);
  });
});
