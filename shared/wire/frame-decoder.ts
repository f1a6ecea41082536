import { FrameType, HEADER_BYTES, YAMUX_VERSION } from './frame.ts';

/** Receives what a FrameDecoder reads. */
export interface FrameSink {
  /** A whole header came. After a Data frame with `length > 0` its payload follows through `onPayload`. */
  onFrame(type: number, flags: number, streamId: number, length: number): void;
  /** A piece of the last Data frame's payload, cut as the transport cut it; `last` with the piece that completes it. */
  onPayload(piece: Buffer, last: boolean): void;
  /** The bytes are no yamux; the decoder has stopped. */
  onBadFrame(message: string): void;
}

/**
 * Cuts the transport's bytes into yamux frames.
 *
 * Payload is handed on as views of the transport's chunks, never copied or collected; only a header that is split between two
 * chunks is carried over, so the decoder holds at most 12 bytes.
 */
export class FrameDecoder {
  readonly #sink: FrameSink;
  #payloadLeft = 0;
  /** Begins as undefined: most sessions on most turns never split a header. */
  #carry: Buffer | undefined;
  #carried = 0;
  #stopped = false;

  constructor(sink: FrameSink) {
    this.#sink = sink;
  }

  /** Reads one chunk. All its frames are delivered before it returns, unless the sink stops the decoder. */
  push(chunk: Buffer): void {
    const end = chunk.length;
    let at = 0;
    while (at < end && !this.#stopped) {
      if (this.#payloadLeft > 0) {
        at = this.#payload(chunk, at, end);
      } else if (this.#carried > 0 || end - at < HEADER_BYTES) {
        at = this.#carryHeader(chunk, at, end);
      } else {
        this.#header(chunk, at);
        at += HEADER_BYTES;
      }
    }
  }

  /** Ignores everything from now on, the rest of the current chunk included. */
  stop(): void {
    this.#stopped = true;
  }

  #payload(chunk: Buffer, start: number, end: number): number {
    const take = Math.min(this.#payloadLeft, end - start);
    this.#payloadLeft -= take;
    const whole = start === 0 && take === end;
    this.#sink.onPayload(whole ? chunk : chunk.subarray(start, start + take), this.#payloadLeft === 0);
    return start + take;
  }

  #carryHeader(chunk: Buffer, start: number, end: number): number {
    this.#carry ??= Buffer.alloc(HEADER_BYTES);
    const take = Math.min(HEADER_BYTES - this.#carried, end - start);
    chunk.copy(this.#carry, this.#carried, start, start + take);
    this.#carried += take;
    if (this.#carried === HEADER_BYTES) {
      this.#carried = 0;
      this.#header(this.#carry, 0);
    }
    return start + take;
  }

  #header(bytes: Buffer, at: number): void {
    const version = byte(bytes, at);
    const type = byte(bytes, at + 1);
    if (version !== YAMUX_VERSION) {
      this.#bad(`yamux version ${version} is unknown`);
    } else if (type > FrameType.goAway) {
      this.#bad(`yamux frame type ${type} is unknown`);
    } else {
      const flags = byte(bytes, at + 2) * 256 + byte(bytes, at + 3);
      const length = u32(bytes, at + 8);
      if (type === FrameType.data) this.#payloadLeft = length;
      this.#sink.onFrame(type, flags, u32(bytes, at + 4), length);
    }
  }

  #bad(message: string): void {
    this.#stopped = true;
    this.#sink.onBadFrame(message);
  }
}

/** The caller has checked that the index lies within; 0 only quiets the type of an unchecked access. */
function byte(bytes: Buffer, at: number): number {
  return bytes[at] ?? 0;
}

function u32(bytes: Buffer, at: number): number {
  return byte(bytes, at) * 0x1000000 + ((byte(bytes, at + 1) << 16) | (byte(bytes, at + 2) << 8) | byte(bytes, at + 3));
}
