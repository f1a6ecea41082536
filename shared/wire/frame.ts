/** Length of a yamux frame's header (yamux specification, "Framing"). */
export const HEADER_BYTES = 12;

/** The one version of yamux there is; a header with another is refused. */
export const YAMUX_VERSION = 0;

/** Credit that each side may assume for a new stream (yamux specification, "Flow Control"). */
export const INITIAL_WINDOW = 256 * 1024;

/** Value of the header's type field. */
export const FrameType = { data: 0, windowUpdate: 1, ping: 2, goAway: 3 } as const;

/** Bits of the header's flags field. */
export const FrameFlag = { syn: 1, ack: 2, fin: 4, rst: 8 } as const;

/** Value of the length field of a GoAway frame. */
export const GoAwayCode = { normal: 0, protocolError: 1, internalError: 2 } as const;

/**
 * Writes a frame header at `offset`: version, type, flags (u16), stream id (u32), length (u32), all big endian.
 *
 * Plain byte stores: `Buffer.writeUInt32BE` checks its arguments each time, and this runs for every frame.
 */
export function writeFrameHeader(
  target: Buffer,
  offset: number,
  type: number,
  flags: number,
  streamId: number,
  length: number,
): void {
  target[offset] = YAMUX_VERSION;
  target[offset + 1] = type;
  target[offset + 2] = flags >>> 8;
  target[offset + 3] = flags;
  target[offset + 4] = streamId >>> 24;
  target[offset + 5] = streamId >>> 16;
  target[offset + 6] = streamId >>> 8;
  target[offset + 7] = streamId;
  target[offset + 8] = length >>> 24;
  target[offset + 9] = length >>> 16;
  target[offset + 10] = length >>> 8;
  target[offset + 11] = length;
}

/** Builds one whole frame. For tests and tools: the session writes frames into a batch instead. */
export function encodeFrame(
  type: number,
  flags: number,
  streamId: number,
  lengthOrPayload: number | Uint8Array,
): Buffer {
  const payload = typeof lengthOrPayload === 'number' ? undefined : lengthOrPayload;
  const frame = Buffer.alloc(HEADER_BYTES + (payload?.length ?? 0));
  const length = typeof lengthOrPayload === 'number' ? lengthOrPayload : lengthOrPayload.length;
  writeFrameHeader(frame, 0, type, flags, streamId, length);
  if (payload) frame.set(payload, HEADER_BYTES);
  return frame;
}
