import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, FrameFlag, FrameType, HEADER_BYTES } from './frame.ts';
import { FrameDecoder, type FrameSink } from './frame-decoder.ts';

const { syn, ack, fin, rst } = FrameFlag;

describe('frames', () => {
  // version type flags stream-id length [payload], from the yamux specification
  it.each([
    ['data', encodeFrame(FrameType.data, 0, 1, Buffer.from('hi')), '00 00 0000 00000001 00000002 6869'],
    ['data that opens', encodeFrame(FrameType.data, syn, 3, Buffer.from('a')), '00 00 0001 00000003 00000001 61'],
    ['data that accepts', encodeFrame(FrameType.data, ack, 2, Buffer.from('a')), '00 00 0002 00000002 00000001 61'],
    ['data that ends', encodeFrame(FrameType.data, fin, 2, Buffer.from('a')), '00 00 0004 00000002 00000001 61'],
    ['an end alone', encodeFrame(FrameType.data, fin, 2, 0), '00 00 0004 00000002 00000000'],
    ['a reset', encodeFrame(FrameType.data, rst, 2, 0), '00 00 0008 00000002 00000000'],
    ['open and end', encodeFrame(FrameType.data, syn | fin, 5, 0), '00 00 0005 00000005 00000000'],
    ['accept and end', encodeFrame(FrameType.data, ack | fin, 5, 0), '00 00 0006 00000005 00000000'],
    ['open', encodeFrame(FrameType.windowUpdate, syn, 1, 0), '00 01 0001 00000001 00000000'],
    ['open, wider', encodeFrame(FrameType.windowUpdate, syn, 1, 0x100000), '00 01 0001 00000001 00100000'],
    ['accept', encodeFrame(FrameType.windowUpdate, ack, 1, 0), '00 01 0002 00000001 00000000'],
    ['credit', encodeFrame(FrameType.windowUpdate, 0, 1, 0x20000), '00 01 0000 00000001 00020000'],
    ['credit, all', encodeFrame(FrameType.windowUpdate, 0, 1, 0xffffffff), '00 01 0000 00000001 ffffffff'],
    ['end', encodeFrame(FrameType.windowUpdate, fin, 1, 0), '00 01 0004 00000001 00000000'],
    ['reset', encodeFrame(FrameType.windowUpdate, rst, 0xfffffffe, 0), '00 01 0008 fffffffe 00000000'],
    ['ping', encodeFrame(FrameType.ping, syn, 0, 0xdeadbeef), '00 02 0001 00000000 deadbeef'],
    ['pong', encodeFrame(FrameType.ping, ack, 0, 0xdeadbeef), '00 02 0002 00000000 deadbeef'],
    ['go away', encodeFrame(FrameType.goAway, 0, 0, 0), '00 03 0000 00000000 00000000'],
    ['protocol error', encodeFrame(FrameType.goAway, 0, 0, 1), '00 03 0000 00000000 00000001'],
    ['internal error', encodeFrame(FrameType.goAway, 0, 0, 2), '00 03 0000 00000000 00000002'],
  ])('%s has its bytes', (_name, frame, hex) => {
    expect(frame.toString('hex')).toBe(hex.replaceAll(' ', ''));
  });
});

describe('FrameDecoder', () => {
  it('reads the same frames however the bytes are cut', () => {
    const frame = fc.oneof(
      fc.tuple(fc.constant(FrameType.data), fc.nat(15), fc.nat(0xffffffff), fc.uint8Array({ maxLength: 40 })),
      fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(0xffff), fc.nat(0xffffffff), fc.nat(0xffffffff)),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 12 }), fc.array(fc.nat(30), { maxLength: 60 }), (frames, cuts) => {
        const bytes = Buffer.concat(frames.map(([type, flags, id, rest]) => encodeFrame(type, flags, id, rest)));
        expect(read(cut(bytes, cuts))).toEqual(read([bytes]));
        expect(read([bytes]).frames).toHaveLength(frames.length);
      }),
    );
  });

  it('stops at an unknown version', () => {
    expect(read([Buffer.from('010000000000000100000000', 'hex')])).toMatchObject({ bad: 'yamux version 1 is unknown' });
  });

  it('stops at an unknown type', () => {
    const bytes = Buffer.concat([Buffer.from('000400000000000100000000', 'hex'), encodeFrame(FrameType.ping, 1, 0, 1)]);
    expect(read([bytes])).toMatchObject({ bad: 'yamux frame type 4 is unknown', frames: [] });
  });

  it('hands payload on without copying it', () => {
    const chunk = encodeFrame(FrameType.data, 0, 1, Buffer.from('payload'));
    const pieces: Buffer[] = [];
    new FrameDecoder(sink({ onPayload: (piece) => pieces.push(piece) })).push(chunk);
    expect(pieces[0]?.buffer).toBe(chunk.buffer);
    expect(pieces[0]?.byteOffset).toBe(chunk.byteOffset + HEADER_BYTES);
  });
});

function sink(events: Partial<FrameSink>): FrameSink {
  return { onFrame() {}, onPayload() {}, onBadFrame() {}, ...events };
}

/** Joins the pieces of each payload, since cuts may only change their number. */
function read(chunks: Buffer[]): { frames: unknown[]; bad: string | undefined } {
  const frames: { head: number[]; payload: string; whole: boolean }[] = [];
  let bad: string | undefined;
  const decoder = new FrameDecoder({
    onFrame: (...head) => frames.push({ head, payload: '', whole: head[0] !== FrameType.data || head[3] === 0 }),
    onPayload: (piece, last) => {
      const frame = frames.at(-1);
      if (frame) Object.assign(frame, { payload: frame.payload + piece.toString('hex'), whole: last });
    },
    onBadFrame: (message) => {
      bad = message;
    },
  });
  for (const chunk of chunks) decoder.push(chunk);
  return { frames, bad };
}

function cut(bytes: Buffer, lengths: number[]): Buffer[] {
  const chunks: Buffer[] = [];
  let at = 0;
  for (const length of lengths) {
    chunks.push(bytes.subarray(at, at + length));
    at += length;
  }
  return [...chunks, bytes.subarray(at)];
}
