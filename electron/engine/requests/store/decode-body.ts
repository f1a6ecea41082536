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

/** What a search for the limit ends with: each step nearer costs another try. */
const ENOUGH_BYTES = (MAX_DECODED_BYTES * 7) / 8;

/** A body without its Content-Encoding. */
export interface DecodedBody {
  readonly bytes: Buffer;
  /** More would come out than is shown. */
  readonly cut: boolean;
}

/**
 * Undoes a Content-Encoding (RFC 9110 §8.4) as far as the bytes go: of a body that was cut, or that has more than `MAX_DECODED_BYTES`, its
 * beginning comes out. Undefined where there is none, it is unknown, or the bytes are not what it says.
 */
export function decodeBody(bytes: Uint8Array, encoding: string | null | undefined): DecodedBody | undefined {
  const name = encoding?.trim().toLowerCase() ?? '';
  const decode = Object.hasOwn(DECODERS, name) ? DECODERS[name] : undefined;
  if (!decode || bytes.length === 0) return undefined;
  try {
    const whole = withinLimit(decode, bytes);
    return whole ? { bytes: whole, cut: false } : { bytes: decodeBeginning(decode, bytes), cut: true };
  } catch {
    return undefined;
  }
}

/**
 * zlib gives nothing of what has more than the limit, so the bytes are cut where less comes out. Brotli can write MiBs in one step: of a body
 * that is little more than one such step less than the limit is shown.
 */
function decodeBeginning(decode: (bytes: Uint8Array) => Buffer, bytes: Uint8Array): Buffer {
  let beginning: Buffer = Buffer.alloc(0);
  let fits = 0;
  let tooMany = bytes.length;
  while (tooMany - fits > 1 && beginning.length < ENOUGH_BYTES) {
    const length = (fits + tooMany) >>> 1;
    const decoded = withinLimit(decode, bytes.subarray(0, length));
    if (decoded === undefined) {
      tooMany = length;
    } else {
      fits = length;
      beginning = decoded;
    }
  }
  return beginning;
}

/** Undefined where more than the limit would come out. Throws where the bytes are something else. */
function withinLimit(decode: (bytes: Uint8Array) => Buffer, bytes: Uint8Array): Buffer | undefined {
  try {
    return decode(bytes);
  } catch (error) {
    if (isOverLimit(error)) return undefined;
    throw error;
  }
}

function isOverLimit(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
}

/** Some servers send raw deflate where RFC 9110 §8.4.1.2 asks for its zlib form. */
function inflateAny(bytes: Uint8Array): Buffer {
  try {
    return inflateSync(bytes, PARTIAL);
  } catch (error) {
    if (isOverLimit(error)) throw error;
    return inflateRawSync(bytes, PARTIAL);
  }
}
