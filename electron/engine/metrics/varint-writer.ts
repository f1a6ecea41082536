const FIRST_SIZE = 64;
/** Seven bits of a number go into each byte; the eighth says that more follow. */
const RADIX = 0x80;

/** Writes whole numbers ≥ 0 up to 2^53 in as few bytes as they need (LEB128, low bits first). */
export class VarintWriter {
  #bytes = new Uint8Array(FIRST_SIZE);
  #length = 0;

  write(value: number): void {
    let rest = value;
    while (rest >= RADIX) {
      this.#push((rest % RADIX) + RADIX);
      rest = Math.floor(rest / RADIX);
    }
    this.#push(rest);
  }

  /** A copy of what was written. */
  bytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #push(byte: number): void {
    if (this.#length === this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes[this.#length] = byte;
    this.#length += 1;
  }
}
