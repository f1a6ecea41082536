import { describe, expect, test } from 'vitest';
import { encodeFrame, FrameFlag, FrameType } from './frame.ts';
import { FrameBatch } from './frame-batch.ts';

const KIB = 1024;

/** What a batch sends when each piece is added to the last frame of its stream where that is possible. */
function send(...pieces: [streamId: number, payload: Buffer][]): Buffer {
  const batch = new FrameBatch();
  for (const [streamId, payload] of pieces) {
    if (!batch.extend(streamId, payload.length)) batch.header(FrameType.data, 0, streamId, payload.length);
    batch.payload(payload, 0, payload.length);
  }
  return Buffer.concat(batch.take());
}

describe('FrameBatch', () => {
  test.each([
    ['short', 10, 20],
    ['longer than the first slab', 10, 6 * KIB],
    ['passed by reference', 20 * KIB, 30],
  ])('makes one frame of what one stream writes twice: %s', (_, first, second) => {
    const head = Buffer.alloc(first, 'head');
    const body = Buffer.alloc(second, 'body');
    const one = encodeFrame(FrameType.data, 0, 4, Buffer.concat([head, body]));
    expect(send([4, head], [4, body]).equals(one)).toBe(true);
  });

  test('begins a new frame behind one of another stream', () => {
    const payload = Buffer.from('abc');
    const frames = [2, 4, 2].map((streamId) => encodeFrame(FrameType.data, 0, streamId, payload));
    expect(send([2, payload], [4, payload], [2, payload]).equals(Buffer.concat(frames))).toBe(true);
  });

  test('adds nothing to a frame that ends its stream, is no data, or has been taken', () => {
    const batch = new FrameBatch();
    batch.header(FrameType.data, FrameFlag.fin, 2, 0);
    expect(batch.extend(2, 1)).toBe(false);
    batch.header(FrameType.windowUpdate, 0, 2, 5);
    expect(batch.extend(2, 1)).toBe(false);
    batch.header(FrameType.data, 0, 2, 1);
    batch.payload(Buffer.from('x'), 0, 1);
    batch.take();
    expect(batch.extend(2, 1)).toBe(false);
  });
});
