/** Bytes of pooled memory: one read of a socket brings no more. */
export const POOLED_BYTES = 64 * 1024;

/** Shorter copies get memory of their own size: a queue is bounded by its bytes, and must not hold much more memory than that. */
const LEAST_BYTES = POOLED_BYTES / 2;

/** What is kept for the next use: 2 MiB, as much as a handful of bulk streams have under way. The rest is left to the collector. */
const MAX_KEPT = 32;

/**
 * Memory for bytes that wait to be sent, used again once they have gone out. Without it a download makes as much garbage as it has
 * bytes, and collecting that takes about as much processor time as sending them.
 */
export class ChunkPool {
  readonly #free: ArrayBuffer[] = [];
  /** Tells the pool's memory from other memory. */
  readonly #own = new WeakSet<ArrayBufferLike>();

  /** Copies source[start, end), into memory of the pool where the size is right for it. */
  copy(source: Buffer, start: number, end: number): Buffer {
    const bytes = end - start;
    const pooled = bytes >= LEAST_BYTES && bytes <= POOLED_BYTES;
    const copy = pooled ? Buffer.from(this.#take(), 0, bytes) : Buffer.allocUnsafeSlow(bytes);
    source.copy(copy, 0, start, end);
    return copy;
  }

  /** Whether the chunk lies in memory of the pool. */
  owns(chunk: Buffer): boolean {
    return this.#own.has(chunk.buffer);
  }

  /** Takes memory of the pool back, each piece once. Nobody may read those chunks any more. */
  giveBack(chunks: readonly Buffer[]): void {
    for (const { buffer } of chunks) {
      if (this.#free.length < MAX_KEPT) this.#free.push(buffer as ArrayBuffer);
    }
  }

  #take(): ArrayBuffer {
    const free = this.#free.pop();
    if (free) return free;
    const memory = Buffer.allocUnsafeSlow(POOLED_BYTES).buffer;
    this.#own.add(memory);
    return memory;
  }
}

/** The one pool of the process: its sessions seldom send bulk all at the same time. */
export const chunkPool = new ChunkPool();
