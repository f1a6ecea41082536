/** A part that waits, with what is to be called when it has been taken whole. */
interface Waiting {
  readonly part: Buffer;
  readonly onTaken: (() => void) | undefined;
}

/** Says that it has fallen: as a WsTransport does, so that sessions behave alike on both. */
const LOW_WATER = 64 * 1024;
const HIGH_WATER = 128 * 1024;

/** Bytes that wait to be sent in pieces. */
export class PieceQueue {
  #waiting: Waiting[] = [];
  /** Bytes of the first part that were taken already. */
  #taken = 0;
  #bytes = 0;
  #wasHigh = false;

  get bytes(): number {
    return this.#bytes;
  }

  /** Adds parts. `onTaken` is called when the last of them has been copied into a piece. */
  push(parts: readonly Buffer[], onTaken?: () => void): void {
    const last = parts.length - 1;
    parts.forEach((part, index) => {
      this.#waiting.push({ part, onTaken: index === last ? onTaken : undefined });
      this.#bytes += part.length;
    });
  }

  /** To be called when no more can be taken for now: from here on `fell` may come true. */
  noteLevel(): void {
    if (this.#bytes >= HIGH_WATER) this.#wasHigh = true;
  }

  /** Whether much was waiting and little does now; true once each time. */
  fell(): boolean {
    if (!this.#wasHigh || this.#bytes >= LOW_WATER) return false;
    this.#wasHigh = false;
    return true;
  }

  /** Takes up to `max` bytes, copied: the piece is kept until it has arrived, the parts' memory is not. */
  take(max: number): Buffer {
    const piece = Buffer.allocUnsafeSlow(Math.min(max, this.#bytes));
    let at = 0;
    let done = 0;
    for (const { part, onTaken } of this.#waiting) {
      if (at === piece.length && part.length > 0) break;
      const copied = part.copy(piece, at, this.#taken);
      at += copied;
      this.#taken += copied;
      if (this.#taken < part.length) break;
      this.#taken = 0;
      done += 1;
      onTaken?.();
    }
    this.#waiting.splice(0, done);
    this.#bytes -= at;
    return piece;
  }

  clear(): void {
    this.#waiting = [];
    this.#taken = 0;
    this.#bytes = 0;
  }
}
