import { chunkPool } from './chunk-pool.ts';
import { FrameType, HEADER_BYTES, writeFrameHeader } from './frame.ts';

/** The least and the most that is allocated at once for headers and copied payload. */
const SLAB_MIN = 4 * 1024;
const SLAB_MAX = 64 * 1024;

/** From here on a payload is passed by reference: copying it would cost more than one more part in a gathered write. */
const BY_REFERENCE = 16 * 1024;

/**
 * Gathers the frames of one turn of the event loop into few buffers, so that they cost one write.
 *
 * Headers and small payloads are copied one behind the other into a slab, whose size follows what a turn needs; large payloads
 * become parts of their own. A slab is never reused, since the transport keeps what it was given.
 */
export class FrameBatch {
  /** Bytes gathered since the last `take`. */
  bytes = 0;
  #slab: Buffer | undefined;
  #slabSize = SLAB_MIN;
  /** The open part is slab[start, end). */
  #start = 0;
  #end = 0;
  #copied = 0;
  #parts: Buffer[] = [];
  /** The last header, where more payload can follow; #openStream is 0 where none can. */
  #openStream = 0;
  #openSlab: Buffer | undefined;
  #openAt = 0;
  #openLength = 0;
  #retired: Buffer[] = [];

  header(type: number, flags: number, streamId: number, length: number): void {
    let slab = this.#slab;
    if (!slab || slab.length - this.#end < HEADER_BYTES) slab = this.#nextSlab();
    writeFrameHeader(slab, this.#end, type, flags, streamId, length);
    this.#openStream = type === FrameType.data && flags === 0 ? streamId : 0;
    this.#openSlab = slab;
    this.#openAt = this.#end;
    this.#openLength = length;
    this.#end += HEADER_BYTES;
    this.#copied += HEADER_BYTES;
    this.bytes += HEADER_BYTES;
  }

  /**
   * Makes the last frame longer, whose payload must be all there, if it carries data of this stream: head and body of an answer
   * then arrive in one piece, and are written to the visitor in one. Returns false where a new frame is needed.
   */
  extend(streamId: number, length: number): boolean {
    if (this.#openStream !== streamId || !this.#openSlab) return false;
    this.#openLength += length;
    writeFrameHeader(this.#openSlab, this.#openAt, FrameType.data, 0, streamId, this.#openLength);
    return true;
  }

  /** Adds payload whose memory may be kept. */
  payload(chunk: Buffer, start: number, end: number): void {
    if (end - start < BY_REFERENCE) {
      this.copy(chunk, start, end);
      return;
    }
    this.#seal();
    this.#parts.push(start === 0 && end === chunk.length ? chunk : chunk.subarray(start, end));
    this.bytes += end - start;
  }

  /** Adds payload whose memory the caller will reuse. */
  copy(source: Buffer, start: number, end: number): void {
    this.bytes += end - start;
    this.#copied += end - start;
    let at = start;
    while (at < end) {
      let slab = this.#slab;
      if (!slab || slab.length === this.#end) slab = this.#nextSlab();
      const take = Math.min(end - at, slab.length - this.#end);
      source.copy(slab, this.#end, at, at + take);
      this.#end += take;
      at += take;
    }
  }

  /** Notes a chunk of which the last byte was added: where it lies in pooled memory, that is free once the batch has gone out. */
  retire(chunk: Buffer): void {
    if (chunkPool.owns(chunk)) this.#retired.push(chunk);
  }

  /** Hands over the chunks that were retired since the last call. */
  takeRetired(): readonly Buffer[] {
    const retired = this.#retired;
    if (retired.length > 0) this.#retired = [];
    return retired;
  }

  /** Hands over all that was gathered. */
  take(): Buffer[] {
    this.#seal();
    const parts = this.#parts;
    this.#parts = [];
    this.#openStream = 0;
    this.#openSlab = undefined;
    if (this.#copied > this.#slabSize / 2) this.#slabSize = Math.min(this.#slabSize * 2, SLAB_MAX);
    else if (this.#copied < this.#slabSize / 16) this.#slabSize = Math.max(this.#slabSize / 2, SLAB_MIN);
    this.#copied = 0;
    this.bytes = 0;
    return parts;
  }

  /** Frees the slab of a session that has fallen idle. Only between `take` and the next frame. */
  release(): void {
    this.#slab = undefined;
    this.#slabSize = SLAB_MIN;
    this.#start = 0;
    this.#end = 0;
  }

  #seal(): void {
    if (this.#slab && this.#end > this.#start) this.#parts.push(this.#slab.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }

  #nextSlab(): Buffer {
    this.#seal();
    if (this.#copied > this.#slabSize / 2) this.#slabSize = Math.min(this.#slabSize * 2, SLAB_MAX);
    // Not from Node's shared pool: a slab lives as long as the transport holds any part of it.
    const slab = Buffer.allocUnsafeSlow(this.#slabSize);
    this.#slab = slab;
    this.#start = 0;
    this.#end = 0;
    return slab;
  }
}
