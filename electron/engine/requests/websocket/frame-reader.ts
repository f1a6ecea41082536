/** A frame's opcode, RFC 6455 §5.2. */
const CONTINUATION = 0x0;
const TEXT = 0x1;
const BINARY = 0x2;
const KINDS: Readonly<Record<number, MessageKind>> = {
  [TEXT]: 'text',
  [BINARY]: 'binary',
  8: 'close',
  9: 'ping',
  10: 'pong',
};
/** §5.2: two bytes, eight of extended length, four of the mask. */
const MAX_HEADER = 14;
/** §5.5. */
const MAX_CONTROL = 125;

export type MessageKind = 'text' | 'binary' | 'close' | 'ping' | 'pong';

/** A message, or a control frame, of which the last byte has passed. */
export interface ReadMessage {
  readonly kind: MessageKind;
  /** Bytes of its payload. */
  readonly size: number;
  /** The first of them, unmasked. */
  readonly bytes: Buffer;
  /** RSV1 of its first frame: permessage-deflate (RFC 7692 §6). */
  readonly compressed: boolean;
}

interface Payload {
  kind: MessageKind;
  compressed: boolean;
  size: number;
  memory: Buffer;
  kept: number;
}

/**
 * Follows the frames of one direction of a WebSocket connection (RFC 6455 §5) as they pass, cut anywhere. It only looks: what it cannot
 * understand ends the looking, never the connection.
 */
export class FrameReader {
  /** It met something that is no frame, and reads no further. */
  broken = false;
  readonly #keep: number;
  readonly #onMessage: (message: ReadMessage) => void;
  readonly #header = Buffer.alloc(MAX_HEADER);
  #headerBytes = 0;
  #headerSize = 2;
  /** Of the frame's payload that is to come. */
  #remaining = 0;
  #inPayload = false;
  #final = false;
  #mask: Buffer | undefined;
  #maskAt = 0;
  #frame: Payload | undefined;
  /** A message whose frames have not all come; control frames may stand between them (§5.4). */
  #message: Payload | undefined;

  /** @param keep bytes that are kept of each message */
  constructor(keep: number, onMessage: (message: ReadMessage) => void) {
    this.#keep = keep;
    this.#onMessage = onMessage;
  }

  /** Takes note of bytes, which the caller uses again afterwards. */
  push(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !this.broken) {
      at = this.#inPayload ? this.#readPayload(chunk, at) : this.#readHeader(chunk, at);
    }
  }

  #readHeader(chunk: Buffer, from: number): number {
    let at = from;
    while (at < chunk.length && this.#headerBytes < this.#headerSize) {
      this.#header[this.#headerBytes++] = chunk[at++] as number;
      if (this.#headerBytes === 2) this.#headerSize = headerSize(this.#header[1] as number);
    }
    if (this.#headerBytes === this.#headerSize) this.#beginFrame();
    return at;
  }

  #beginFrame(): void {
    const first = this.#header[0] as number;
    const length = payloadLength(this.#header);
    this.#final = (first & 0x80) !== 0;
    const frame = this.#frameOf(first & 0x0f, (first & 0x40) !== 0, length);
    if (frame === undefined || (first & 0x30) !== 0 || length > Number.MAX_SAFE_INTEGER) {
      this.broken = true;
      this.#frame = this.#message = undefined;
      return;
    }
    const isMasked = ((this.#header[1] as number) & 0x80) !== 0;
    this.#mask = isMasked ? Buffer.from(this.#header.subarray(this.#headerSize - 4, this.#headerSize)) : undefined;
    this.#maskAt = 0;
    this.#frame = frame;
    this.#remaining = length;
    this.#headerBytes = 0;
    this.#headerSize = 2;
    this.#inPayload = true;
    if (length === 0) this.#endFrame();
  }

  /** What the payload of a frame is added to; undefined where no such frame may stand here. */
  #frameOf(opcode: number, compressed: boolean, length: number): Payload | undefined {
    if (opcode === CONTINUATION) return compressed ? undefined : this.#message;
    const kind = KINDS[opcode];
    if (kind === undefined) return undefined;
    const payload = { kind, compressed, size: 0, memory: Buffer.alloc(0), kept: 0 };
    if (opcode > BINARY) return this.#final && !compressed && length <= MAX_CONTROL ? payload : undefined;
    if (this.#message !== undefined) return undefined;
    this.#message = payload;
    return payload;
  }

  #readPayload(chunk: Buffer, from: number): number {
    const end = Math.min(chunk.length, from + this.#remaining);
    if (this.#frame) this.#keepBytes(this.#frame, chunk, from, end);
    this.#maskAt += end - from;
    this.#remaining -= end - from;
    if (this.#remaining === 0) this.#endFrame();
    return end;
  }

  #keepBytes(payload: Payload, chunk: Buffer, from: number, end: number): void {
    payload.size += end - from;
    const wanted = Math.min(end - from, this.#keep - payload.kept);
    if (wanted <= 0) return;
    const start = payload.kept;
    if (start + wanted > payload.memory.length) {
      const memory = Buffer.allocUnsafe(Math.min(this.#keep, Math.max(start + wanted, payload.memory.length * 2)));
      payload.memory.copy(memory, 0, 0, start);
      payload.memory = memory;
    }
    chunk.copy(payload.memory, start, from, from + wanted);
    payload.kept += wanted;
    if (!this.#mask) return;
    // §5.3: octet i of the payload is masked with octet i modulo 4 of the key.
    for (let i = 0; i < wanted; i++) {
      payload.memory[start + i] =
        (payload.memory[start + i] as number) ^ (this.#mask[(this.#maskAt + i) & 3] as number);
    }
  }

  #endFrame(): void {
    this.#inPayload = false;
    const frame = this.#frame;
    this.#frame = undefined;
    if (!frame || (frame === this.#message && !this.#final)) return;
    if (frame === this.#message) this.#message = undefined;
    const { kind, compressed, size } = frame;
    this.#onMessage({ kind, compressed, size, bytes: frame.memory.subarray(0, frame.kept) });
  }
}

function headerSize(second: number): number {
  const length = second & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + ((second & 0x80) !== 0 ? 4 : 0);
}

function payloadLength(header: Buffer): number {
  const length = (header[1] as number) & 0x7f;
  if (length === 126) return header.readUInt16BE(2);
  return length === 127 ? Number(header.readBigUInt64BE(2)) : length;
}
