import type { FrameBatch } from './frame-batch.ts';

/** Chunks below this index that were sent are cut off the array; higher would keep dead slots, lower would shift too often. */
const COMPACT_AT = 64;

/** Bytes of one stream that wait for credit or for the stream's turn. */
export class SendQueue {
  bytes = 0;
  #chunks: Buffer[] = [];
  #first = 0;
  /** Bytes of the first chunk that have gone out. */
  #offset = 0;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.bytes += chunk.length;
  }

  /** Moves the first `bytes` bytes (at most what is queued) into the batch as payload. */
  moveTo(batch: FrameBatch, bytes: number): void {
    this.bytes -= bytes;
    let left = bytes;
    while (left > 0) {
      const chunk = this.#chunks[this.#first];
      if (!chunk) return;
      const end = Math.min(chunk.length, this.#offset + left);
      batch.payload(chunk, this.#offset, end);
      left -= end - this.#offset;
      this.#offset = end;
      if (end === chunk.length) {
        batch.retire(chunk);
        this.#shift();
      }
    }
  }

  clear(): void {
    this.#chunks = [];
    this.#first = 0;
    this.#offset = 0;
    this.bytes = 0;
  }

  #shift(): void {
    this.#first += 1;
    this.#offset = 0;
    if (this.#first === this.#chunks.length) {
      this.#chunks = [];
      this.#first = 0;
    } else if (this.#first === COMPACT_AT) {
      this.#chunks.splice(0, this.#first);
      this.#first = 0;
    }
  }
}
