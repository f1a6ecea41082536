import { LF } from './characters.ts';

const BLANK_LINE = Buffer.from('\r\n\r\n', 'latin1');

/** First room for a head that did not come in one piece: about what one request of a browser takes. */
const FIRST_CAPACITY = 1024;

const NOTHING = Buffer.alloc(0);

/**
 * Finds the blank line that ends a head or trailer section, which may come in any number of pieces.
 *
 * A section that lies whole in one chunk is not copied: `bytes`, `start` and `end` then point into the chunk. Otherwise its pieces are copied
 * together, and only new bytes are searched.
 */
export class HeadAccumulator {
  /** After `feed` returned true: the section is bytes[start, end). After it returned false: what has come so far. */
  bytes: Buffer = NOTHING;
  start = 0;
  end = 0;
  /** After `feed`: where in the chunk the unread bytes begin. */
  next = 0;
  readonly #limit: number;
  #held = 0;

  /** `limit`: the most bytes that are gathered. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are held for a section whose end has not come. */
  get held(): number {
    return this.#held;
  }

  /** Tells whether the limit is reached without an end. */
  get full(): boolean {
    return this.#held >= this.#limit;
  }

  /** Takes bytes from `pos` on; true once the section is whole. */
  feed(chunk: Buffer, pos: number): boolean {
    if (this.#held === 0) {
      const found = chunk.indexOf(BLANK_LINE, pos);
      if (found >= 0 && found + 4 - pos <= this.#limit) {
        this.bytes = chunk;
        this.start = pos;
        this.end = this.next = found + 4;
        return true;
      }
    }
    const before = this.#held;
    this.#append(chunk, pos);
    const found = this.bytes.subarray(0, this.#held).indexOf(BLANK_LINE, Math.max(0, before - 3));
    this.start = 0;
    this.end = found < 0 ? this.#held : found + 4;
    this.next = pos + this.end - before;
    return found >= 0;
  }

  /** Returns the place behind the first line feed that stands without a carriage return among bytes[from, held); -1 where there is none. */
  bareLineFeed(from: number): number {
    const bytes = this.bytes.subarray(0, this.#held);
    for (let at = bytes.indexOf(LF, from); at >= 0; at = bytes.indexOf(LF, at + 1)) {
      if (at === 0 || bytes[at - 1] !== 0x0d) return at + 1;
    }
    return -1;
  }

  /** Forgets the section, and gives its memory back. */
  reset(): void {
    this.bytes = NOTHING;
    this.#held = 0;
  }

  #append(chunk: Buffer, pos: number): void {
    const count = Math.min(chunk.length - pos, this.#limit - this.#held);
    const needed = this.#held + count;
    if (needed > this.bytes.length || this.#held === 0) {
      let capacity = Math.max(FIRST_CAPACITY, this.#held * 2);
      while (capacity < needed) capacity *= 2;
      // Not from the shared pool: a head may be held for long, and would hold the pool's block with it.
      const grown = Buffer.allocUnsafeSlow(Math.min(capacity, this.#limit));
      this.bytes.copy(grown, 0, 0, this.#held);
      this.bytes = grown;
    }
    chunk.copy(this.bytes, this.#held, pos, pos + count);
    this.#held = needed;
  }
}
