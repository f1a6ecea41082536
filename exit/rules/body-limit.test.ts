import { describe, expect, it } from 'vitest';
import { BodyLimit } from './body-limit.ts';

const CHUNKED = Buffer.from('5;x=1\r\nhello\r\n1\r\n!\r\n0\r\nA: b\r\n\r\n');

describe('BodyLimit', () => {
  it('knows by the length what is too much', () => {
    expect(BodyLimit.isOver({ kind: 'length', length: 10 }, 10)).toBe(false);
    expect(BodyLimit.isOver({ kind: 'length', length: 11 }, 10)).toBe(true);
    expect(BodyLimit.isOver({ kind: 'chunked' }, 0)).toBe(false);
    expect(BodyLimit.isOver({ kind: 'none' }, 0)).toBe(false);
  });

  it('counts the content of chunks, cut anywhere', () => {
    for (let cut = 1; cut <= CHUNKED.length; cut++) {
      const [enough, short] = [6, 5].map((max) => new BodyLimit({ kind: 'chunked' }, max));
      const parts = [];
      for (let at = 0; at < CHUNKED.length; at += cut) parts.push(CHUNKED.subarray(at, at + cut));
      expect(
        parts.every((part) => enough?.take(part)),
        `cut at ${cut}`,
      ).toBe(true);
      expect(
        parts.every((part) => short?.take(part)),
        `cut at ${cut}`,
      ).toBe(false);
    }
  });

  it('counts bytes where there are no chunks', () => {
    const limit = new BodyLimit({ kind: 'length', length: 10 }, 10);
    expect(limit.take(Buffer.alloc(10))).toBe(true);
    expect(limit.take(Buffer.alloc(1))).toBe(false);
  });
});
