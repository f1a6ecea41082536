import type { Socket } from 'node:net';
import { gatherBulk } from '../../shared/wire/gather-bulk.ts';

/** Up to this many bytes are copied into one buffer: cheaper than a gathering write of several. */
const COPY_LIMIT = 16 * 1024;

/** Gathers the parts of an answer that are made in one go, so that head and first body bytes leave in one write. */
export class VisitorOutput {
  readonly #socket: Socket;
  readonly #parts: Buffer[] = [];
  #size = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Whether the visitor reads more slowly than it is written to: stop until the socket's `drain`. */
  get blocked(): boolean {
    return this.#socket.writableNeedDrain;
  }

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#size += part.length;
  }

  /** Writes what was gathered. Returns its size. */
  flush(): number {
    const parts = this.#parts;
    const size = this.#size;
    const [first] = parts;
    if (first === undefined) return 0;
    gatherBulk(this.#socket, size);
    if (parts.length === 1) this.#socket.write(first);
    else if (size <= COPY_LIMIT) this.#socket.write(Buffer.concat(parts, size));
    else for (const part of parts) this.#socket.write(part);
    parts.length = 0;
    this.#size = 0;
    return size;
  }
}
