import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { decodeBody, MAX_DECODED_BYTES } from './decode-body.ts';

/** Text as JSON of an API is: it shrinks a few times, and no part of it is another's copy as a whole. */
function textOf(length: number): Buffer {
  let text = '';
  for (let i = 0; text.length < length; i++)
    text += `{"id":${i},"hash":"${((i * 2_654_435_761) >>> 0).toString(16)}"},\n`;
  return Buffer.from(text.slice(0, length));
}

const CAPTURED_BYTES = 64 * 1024;
const LONG = textOf(3 * MAX_DECODED_BYTES);

/** As a server packs what it makes for each visitor: the best that Brotli can do takes seconds for a megabyte. */
const brotli = (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });

describe.each([
  ['gzip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotli],
  ['zstd', zstdCompressSync],
] as const)('decodeBody of %s (%o)', (encoding, compress) => {
  it('takes what is not over the limit as it is', () => {
    for (const length of [1, 1_000, MAX_DECODED_BYTES]) {
      const decoded = decodeBody(compress(LONG.subarray(0, length)), encoding);
      expect(decoded?.cut).toBe(false);
      expect(decoded?.bytes.equals(LONG.subarray(0, length))).toBe(true);
    }
  });

  it('shows the beginning of what is over the limit', () => {
    const decoded = decodeBody(compress(LONG), encoding);
    expect(decoded?.cut).toBe(true);
    expect(decoded?.bytes.length).toBeLessThanOrEqual(MAX_DECODED_BYTES);
    expect(decoded?.bytes.length).toBeGreaterThan(MAX_DECODED_BYTES / 2);
    expect(LONG.indexOf(decoded?.bytes ?? '')).toBe(0);
  });

  it('shows as much as the captured beginning holds', () => {
    const decoded = decodeBody(compress(LONG).subarray(0, CAPTURED_BYTES), encoding);
    expect(decoded?.bytes.length).toBeGreaterThan(CAPTURED_BYTES);
    expect(LONG.indexOf(decoded?.bytes ?? '')).toBe(0);
  });

  it('shows no more than the limit of what shrinks very much', () => {
    const decoded = decodeBody(compress(Buffer.alloc(16 * MAX_DECODED_BYTES)), encoding);
    expect(decoded?.cut).toBe(true);
    expect(decoded?.bytes.length).toBeLessThanOrEqual(MAX_DECODED_BYTES);
  });
});

it.each([undefined, null, 'identity', 'constructor', 'toString'])('knows no encoding %s', (encoding) =>
  expect(decodeBody(Buffer.from('text'), encoding)).toBeUndefined(),
);
