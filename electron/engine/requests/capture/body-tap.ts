import type { BodyFraming } from '../../../../shared/http1/body-framing.ts';
import { ChunkScanner } from '../../../../shared/http1/chunk-scanner.ts';
import type { HeldBytes } from './held-bytes.ts';

const NOTHING = Buffer.alloc(0);
/** What a body of many small pieces starts with; most bodies come in one piece and get exactly its size. */
const FIRST_GROWTH = 1024;

/** Counts a body that passes and keeps a copy of its first bytes. It never throws and never touches what passes. */
export class BodyTap {
  /** Bytes of the body so far, without chunked framing. */
  size = 0;
  readonly #limit: number;
  readonly #held: HeldBytes;
  readonly #scanner: ChunkScanner | undefined;
  #memory = NOTHING;
  #kept = 0;
  #full = false;

  /** @param limit the most bytes that are kept @param held what all captured bytes together may take */
  constructor(framing: BodyFraming, limit: number, held: HeldBytes) {
    this.#limit = limit;
    this.#held = held;
    this.#scanner = framing.kind === 'chunked' ? new ChunkScanner() : undefined;
  }

  /** What was kept; it stays valid until `release`. */
  get bytes(): Buffer {
    return this.#memory.subarray(0, this.#kept);
  }

  /** Takes note of bytes as framed, which the caller uses again afterwards. */
  push(chunk: Buffer): void {
    if (!this.#scanner) {
      this.#payload(chunk, 0, chunk.length);
      return;
    }
    try {
      this.#pushChunked(this.#scanner, chunk);
    } catch {
      // The reader has checked this framing; should it be read otherwise here, the rest is left out.
      this.#full = true;
    }
  }

  /** Gives the memory back. */
  release(): void {
    this.#held.give(this.#memory.length);
    this.#memory = NOTHING;
    this.#kept = 0;
    this.#full = true;
  }

  #pushChunked(scanner: ChunkScanner, chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length && !scanner.done) {
      if (scanner.remaining === 0) {
        at = scanner.scan(chunk, at);
        continue;
      }
      const end = Math.min(chunk.length, at + scanner.remaining);
      this.#payload(chunk, at, end);
      scanner.remaining -= end - at;
      at = end;
    }
  }

  #payload(chunk: Buffer, start: number, end: number): void {
    this.size += end - start;
    if (this.#full) return;
    const wanted = Math.min(end - start, this.#limit - this.#kept);
    if (wanted > this.#memory.length - this.#kept && !this.#grow(this.#kept + wanted)) {
      this.#full = true;
      return;
    }
    chunk.copy(this.#memory, this.#kept, start, start + wanted);
    this.#kept += wanted;
    if (this.#kept === this.#limit) this.#full = true;
  }

  #grow(needed: number): boolean {
    const old = this.#memory.length;
    const wanted = old === 0 ? needed : Math.min(this.#limit, Math.max(needed, old * 2, FIRST_GROWTH));
    if (!this.#held.take(wanted - old)) return false;
    const memory = Buffer.allocUnsafe(wanted);
    this.#memory.copy(memory, 0, 0, this.#kept);
    this.#memory = memory;
    return true;
  }
}
