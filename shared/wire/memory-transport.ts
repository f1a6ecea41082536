import type { CloseReason, Transport, TransportHandler } from './transport.ts';

/** How a pair of memory transports passes bytes on. */
export interface MemoryTransportOptions {
  /** Cuts what was sent before it is delivered, e.g. into single bytes; by default each part is delivered as it is. */
  split?(part: Buffer): readonly Buffer[];
  /** Delivers nothing by itself: the test calls `deliver`. By default all is delivered at the end of the turn. */
  manual?: boolean;
}

/** Bytes under which a transport that had more than the high-water mark says `onDrain`. */
const LOW_WATER = 64 * 1024;
const HIGH_WATER = 128 * 1024;

/** One end of an in-memory connection, for tests of what runs on a transport. */
export class MemoryTransport implements Transport {
  readonly kind = 'memory';
  handler: TransportHandler | undefined;
  readonly remoteAddress = 'memory';
  /** All that this end has sent, when `record` was set. */
  readonly sent: Buffer[] = [];
  record = false;
  peer: MemoryTransport | undefined;
  readonly #options: MemoryTransportOptions;
  #queue: Buffer[] = [];
  #buffered = 0;
  #wasHigh = false;
  #planned = false;
  #closing: CloseReason | undefined;
  #closed = false;

  constructor(options: MemoryTransportOptions) {
    this.#options = options;
  }

  get bufferedBytes(): number {
    return this.#buffered;
  }

  get closed(): boolean {
    return this.#closed;
  }

  send(parts: readonly Buffer[]): void {
    if (this.#closed || this.#closing) return;
    for (const part of parts) {
      this.#queue.push(part);
      this.#buffered += part.length;
      if (this.record) this.sent.push(part);
    }
    if (this.#buffered >= HIGH_WATER) this.#wasHigh = true;
    this.#plan();
  }

  close(reason: CloseReason): void {
    if (this.#closed || this.#closing) return;
    this.#closing = reason;
    this.#plan();
  }

  destroy(reason: CloseReason): void {
    this.#queue = [];
    this.#buffered = 0;
    this.#finish(reason, { code: 'lost', message: 'The connection broke.' });
  }

  /** Delivers up to `bytes` bytes to the other end, cutting a part where needed. Returns how many were delivered. */
  deliver(bytes = Number.POSITIVE_INFINITY): number {
    let delivered = 0;
    for (let part = this.#queue[0]; part && delivered < bytes; part = this.#queue[0]) {
      const take = Math.min(bytes - delivered, part.length);
      if (take === part.length) this.#queue.shift();
      else this.#queue[0] = part.subarray(take);
      delivered += take;
      this.#buffered -= take;
      this.#pass(take === part.length ? part : part.subarray(0, take));
    }
    if (this.#wasHigh && this.#buffered < LOW_WATER) {
      this.#wasHigh = false;
      this.handler?.onDrain();
    }
    if (this.#closing && this.#queue.length === 0) {
      this.#finish(this.#closing, { code: 'peer-closed', message: this.#closing.message });
    }
    return delivered;
  }

  #pass(part: Buffer): void {
    for (const chunk of this.#options.split?.(part) ?? [part]) {
      if (chunk.length > 0 && this.peer && !this.peer.#closed) this.peer.handler?.onBytes(chunk);
    }
  }

  #plan(): void {
    if (this.#planned || this.#options.manual) return;
    this.#planned = true;
    setImmediate(() => {
      this.#planned = false;
      this.deliver();
    });
  }

  #finish(here: CloseReason, there: CloseReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.handler?.onClose(here);
    if (this.peer) this.peer.#finish(there, here);
  }
}

/** Makes two ends of an in-memory connection. */
export function memoryTransportPair(options: MemoryTransportOptions = {}): [MemoryTransport, MemoryTransport] {
  const a = new MemoryTransport(options);
  const b = new MemoryTransport(options);
  a.peer = b;
  b.peer = a;
  return [a, b];
}
