import { ProtocolError } from './protocol-error.ts';

/** Begins every data stream: which tunnel it belongs to and who is at the other end. */
export type StreamHeader = {
  /** What follows: HTTP/1.1 requests in sequence, the bytes of one TCP connection, or (from the client) one of local forwarding. */
  kind: 'http' | 'tcp' | 'forward';
  /** The tunnel's number, given by the exit server in `tunnel-opened`; u32. */
  tunnelId: number;
  /**
   * The visitor for whom the stream was opened: `ip:port` or `[ip6]:port`. Later visitors of a reused http stream may be others. On a
   * `forward` stream: whoever connected to the client's local port.
   */
  visitor: string;
};

/** Longest text of `visitor`: an IPv6 address with zone and port takes under 64. */
export const MAX_VISITOR_LENGTH = 64;

/** Longest header, the two bytes of length not counted: what is there now, and room for fields of a later version. */
export const MAX_STREAM_HEADER = 512;

const LENGTH_BYTES = 2;
const FIXED_BYTES = 6;
const KINDS: Record<StreamHeader['kind'], number> = { http: 1, tcp: 2, forward: 4 };
const KIND_OF_CODE = new Map(Object.entries(KINDS).map(([kind, code]) => [code, kind as StreamHeader['kind']]));
const VISITOR = /^[\x21-\x7e]*$/;

/**
 * Writes the header: u16 length of the rest, u8 kind, u32 tunnel id, u8 length of the visitor, the visitor in ASCII.
 *
 * @throws RangeError when a field does not fit
 */
export function encodeStreamHeader(header: StreamHeader): Buffer {
  if (header.visitor.length > MAX_VISITOR_LENGTH || !VISITOR.test(header.visitor)) {
    throw new RangeError(`A visitor's address is at most ${MAX_VISITOR_LENGTH} visible ASCII characters`);
  }
  const bytes = Buffer.alloc(LENGTH_BYTES + FIXED_BYTES + header.visitor.length);
  bytes.writeUInt16BE(FIXED_BYTES + header.visitor.length, 0);
  bytes.writeUInt8(KINDS[header.kind], 2);
  bytes.writeUInt32BE(header.tunnelId, 3);
  bytes.writeUInt8(header.visitor.length, 7);
  bytes.write(header.visitor, 8, 'latin1');
  return bytes;
}

/** Reads the header at the beginning of a stream, however it is cut. */
export class StreamHeaderReader {
  #held: Buffer | undefined;

  /**
   * Feeds bytes. Returns the header and what follows it (may be empty) once it is whole, undefined until then.
   *
   * @throws ProtocolError when the bytes are no stream header
   */
  push(chunk: Buffer): { header: StreamHeader; rest: Buffer } | undefined {
    // The header comes first and in one frame, so joining happens at most a few times with a few hundred bytes.
    const bytes = this.#held ? Buffer.concat([this.#held, chunk]) : chunk;
    const length = bytes.length < LENGTH_BYTES ? undefined : bytes.readUInt16BE(0);
    if (length !== undefined && (length < FIXED_BYTES || length > MAX_STREAM_HEADER)) {
      throw new ProtocolError(`A stream header of ${length} bytes is outside ${FIXED_BYTES} to ${MAX_STREAM_HEADER}.`);
    }
    if (length === undefined || bytes.length < LENGTH_BYTES + length) {
      this.#held = bytes;
      return undefined;
    }
    this.#held = undefined;
    const end = LENGTH_BYTES + length;
    return { header: decode(bytes.subarray(LENGTH_BYTES, end)), rest: bytes.subarray(end) };
  }
}

/** What stands behind the visitor is for later versions and ignored. */
function decode(bytes: Buffer): StreamHeader {
  const code = bytes.readUInt8(0);
  const kind = KIND_OF_CODE.get(code);
  if (!kind) throw new ProtocolError(`Stream kind ${code} is unknown.`);
  const visitorEnd = FIXED_BYTES + bytes.readUInt8(5);
  const visitor = bytes.toString('latin1', FIXED_BYTES, visitorEnd);
  if (visitorEnd > bytes.length || visitor.length > MAX_VISITOR_LENGTH || !VISITOR.test(visitor)) {
    throw new ProtocolError('The visitor of a stream header is no address.');
  }
  return { kind, tunnelId: bytes.readUInt32BE(1), visitor };
}
