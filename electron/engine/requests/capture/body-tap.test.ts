import { describe, expect, it } from 'vitest';
import { BodyTap } from './body-tap.ts';
import { HeldBytes } from './held-bytes.ts';

const LENGTH = { kind: 'length', length: 0 } as const;
const CHUNKED = { kind: 'chunked' } as const;

describe('BodyTap', () => {
  it('keeps the first bytes and counts all', () => {
    const tap = new BodyTap(LENGTH, 8, new HeldBytes(100));
    tap.push(Buffer.from('hello '));
    tap.push(Buffer.from('wide world'));
    expect([tap.bytes.toString(), tap.size]).toEqual(['hello wi', 16]);
  });

  it('copies: memory that is used again changes nothing', () => {
    const tap = new BodyTap(LENGTH, 100, new HeldBytes(100));
    const shared = Buffer.from('first');
    tap.push(shared);
    shared.fill(0);
    tap.push(Buffer.from('second'));
    expect(tap.bytes.toString()).toBe('firstsecond');
  });

  it('leaves chunked framing out, however it is cut', () => {
    const framed = Buffer.from('5;a=b\r\nhello\r\n7\r\n, world\r\n0\r\nTrailer: x\r\n\r\n');
    for (let cut = 1; cut < framed.length; cut++) {
      const tap = new BodyTap(CHUNKED, 100, new HeldBytes(1000));
      tap.push(framed.subarray(0, cut));
      tap.push(framed.subarray(cut));
      expect([tap.bytes.toString(), tap.size]).toEqual(['hello, world', 12]);
    }
  });

  it('counts on where no memory is left, and gives its own back', () => {
    const held = new HeldBytes(10);
    const first = new BodyTap(LENGTH, 100, held);
    first.push(Buffer.alloc(8));
    const second = new BodyTap(LENGTH, 100, held);
    second.push(Buffer.alloc(8));
    expect([second.bytes.length, second.size, held.held]).toEqual([0, 8, 8]);
    first.release();
    second.release();
    expect(held.held).toBe(0);
    const third = new BodyTap(LENGTH, 100, held);
    third.push(Buffer.alloc(8));
    expect(third.bytes.length).toBe(8);
  });
});
