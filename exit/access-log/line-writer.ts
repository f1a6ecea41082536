import { write, writeSync } from 'node:fs';

/** Bytes of one write: PIPE_BUF of Linux, what goes into a pipe in one piece (POSIX write(2)), so that no line of another writer cuts one of these. */
const MAX_WRITE = 4_096;
/** Bytes that wait for a slow reader; lines beyond are dropped and counted, since memory must stay bounded and visitors must not wait. */
const MAX_WAITING = 1024 * 1024;
/** How long lines are gathered, ms: what a process that is killed loses. */
const GATHER_MS = 100;
/** When a full pipe is tried again, ms. */
const RETRY_MS = 20;

/** Writes lines to a file descriptor in the background, many at once and in order. */
export class LineWriter {
  /** Lines that found no room. */
  dropped = 0;
  readonly #fd: number;
  #lines: Buffer[] = [];
  #waiting = 0;
  #timer: NodeJS.Timeout | undefined;
  #writing = false;
  #broken = false;
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

  #write(piece: Buffer): void {
    write(this.#fd, piece, (error) => {
      // A full pipe takes all of such a piece or nothing.
      if (error?.code === 'EAGAIN') setTimeout(() => this.#write(piece), RETRY_MS);
      else this.#wrote(piece, error);
    });
  }

  #wrote(piece: Buffer, error: NodeJS.ErrnoException | null): void {
    this.#waiting -= piece.length;
    if (error !== null) {
      this.#broken = true;
      this.dropped += this.#lines.length + 1;
      this.#lines = [];
      this.#waiting = 0;
    }
    this.#next();
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
    return Buffer.concat(this.#lines.splice(0, count), size);
  }
}
