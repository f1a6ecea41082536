const RADIX = 0x80;

/** Reads what VarintWriter wrote. */
export class VarintReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Throws where there is no number any more. */
  read(): number {
    let byte = this.#next();
    if (byte < RADIX) return byte;
    let value = byte - RADIX;
    for (let scale = RADIX; ; scale *= RADIX) {
      byte = this.#next();
      if (byte < RADIX) return value + byte * scale;
      value += (byte - RADIX) * scale;
    }
  }

  #next(): number {
    const byte = this.#bytes[this.#at];
    if (byte === undefined) throw new RangeError('the bytes end within a number');
    this.#at += 1;
    return byte;
  }
}
