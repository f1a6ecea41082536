import { write, writeSync } from 'node:fs';

/** Bytes of one write: PIPE_BUF of Linux, what goes into a pipe in one piece (POSIX write(2)), so that no line of another writer cuts one of these. */
const MAX_WRITE = 4_096;
/** Bytes that wait for a slow reader; lines beyond are dropped and counted, since memory must stay bounded and visitors must not wait. */
const MAX_WAITING = 1024 * 1024;
/** How long lines are gathered, ms: what a process that is killed loses. */
const GATHER_MS = 100;
/** When a full pipe is tried again, ms. */
const RETRY_MS = 20;
const NEWLINE = 0x0a;

/** Writes lines to a file descriptor in the background, many at once and in order. */
export class LineWriter {
  /** Lines that found no room. */
  dropped = 0;
  readonly #fd: number;
  #lines: Buffer[] = [];
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing = false;
  /** Nobody can read what is written any more. */
  #broken = false;
  /** A disk that ran full took the beginning of a line. */
  #cut = false;
  #onEmpty: (() => void) | undefined;

  constructor(fd: number) {
    this.#fd = fd;
  }

  /** Takes a line with its end, of at most 4096 bytes. */
  write(line: string): void {
    const bytes = Buffer.from(line);
    if (this.#broken || this.#waiting + bytes.length > MAX_WAITING) {
      this.dropped++;
      return;
    }
    this.#lines.push(bytes);
    this.#waiting += bytes.length;
    if (!this.#writing) this.#timer ??= setTimeout(() => this.#next(), GATHER_MS);
  }

  /** Resolves when all lines are written, or cannot be. */
  flushed(): Promise<void> {
    if (this.#timer !== undefined) this.#next();
    if (this.#waiting === 0) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  /** Writes what waits at once, for a process that ends now. What another thread is writing at this moment may be lost. */
  flushSync(): void {
    try {
      while (this.#lines.length > 0) writeSync(this.#fd, this.#piece());
    } catch {
      // Nobody reads it, and there is no time to wait for them.
    }
  }

  #next(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#lines.length === 0) {
      this.#writing = false;
      this.#onEmpty?.();
      return;
    }
    this.#writing = true;
    this.#write(this.#piece());
  }

  /** @param from bytes of the piece that are written already */
  #write(piece: Buffer, from = 0): void {
    write(this.#fd, piece, from, piece.length - from, null, (error, written) => {
      // A full pipe takes all of such a piece or nothing; a disk that runs full takes a part, and refuses the rest.
      if (error?.code === 'EAGAIN') setTimeout(() => this.#write(piece, from), RETRY_MS);
      else if (error === null && from + written < piece.length) this.#write(piece, from + written);
      else this.#wrote(piece, from, error);
    });
  }

  #wrote(piece: Buffer, from: number, error: NodeJS.ErrnoException | null): void {
    this.#waiting -= piece.length;
    if (error !== null) this.#failed(piece, from, error);
    this.#next();
  }

  /** A disk may have room again for later lines; a pipe without a reader gets none. */
  #failed(piece: Buffer, from: number, error: NodeJS.ErrnoException): void {
    // A piece begins with a line's end only where the line before it was cut.
    this.dropped += linesIn(piece.subarray(Math.max(from, 1)));
    this.#cut = from > 0 ? piece[from - 1] !== NEWLINE : piece[0] === NEWLINE;
    this.#broken = error.code === 'EPIPE';
    if (!this.#broken) return;
    this.dropped += this.#lines.length;
    this.#lines = [];
    this.#waiting = 0;
  }

  /** Takes as many whole lines off as fit into one write. */
  #piece(): Buffer {
    let size = 0;
    let count = 0;
    for (const line of this.#lines) {
      if (count > 0 && size + line.length > MAX_WRITE) break;
      size += line.length;
      count++;
    }
    const lines = this.#lines.splice(0, count);
    if (this.#cut) {
      // The rest of a line that was cut is lost; the next one begins on its own.
      lines.unshift(Buffer.of(NEWLINE));
      this.#waiting++;
      this.#cut = false;
    }
    return Buffer.concat(lines);
  }
}

function linesIn(piece: Buffer): number {
  let count = 0;
  for (const byte of piece) if (byte === NEWLINE) count++;
  return count;
}
