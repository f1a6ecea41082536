import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from 'node:zlib';

/** The most that is shown of a compressed body: a bomb of a few KiB must not fill the memory. */
export const MAX_DECODED_BYTES = 512 * 1024;

const PARTIAL = { maxOutputLength: MAX_DECODED_BYTES, finishFlush: constants.Z_SYNC_FLUSH };
const DECODERS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  gzip: (bytes) => gunzipSync(bytes, PARTIAL),
  'x-gzip': (bytes) => gunzipSync(bytes, PARTIAL),
  deflate: inflateAny,
  br: (bytes) =>
    brotliDecompressSync(bytes, { maxOutputLength: MAX_DECODED_BYTES, finishFlush: constants.BROTLI_OPERATION_FLUSH }),
  zstd: (bytes) =>
    zstdDecompressSync(bytes, { maxOutputLength: MAX_DECODED_BYTES, finishFlush: constants.ZSTD_e_flush }),
};

/**
 * Undoes a Content-Encoding (RFC 9110 §8.4) as far as the bytes go: of a body that was cut its beginning comes out. Undefined where
 * there is none, it is unknown, or the bytes are not what it says.
 */
export function decodeBody(bytes: Uint8Array, encoding: string | null | undefined): Buffer | undefined {
  const decode = DECODERS[encoding?.trim().toLowerCase() ?? ''];
  if (!decode || bytes.length === 0) return undefined;
  try {
    return decode(bytes);
  } catch {
    return undefined;
  }
}

/** Some servers send raw deflate where RFC 9110 §8.4.1.2 asks for its zlib form. */
function inflateAny(bytes: Uint8Array): Buffer {
  try {
    return inflateSync(bytes, PARTIAL);
  } catch {
    return inflateRawSync(bytes, PARTIAL);
  }
}
