/**
 * A TCP proxy that delivers every byte a fixed time after it came, in each direction, and no faster than a rate: a link with a round
 * trip. A process of its own. Prints its port.
 *
 *     node bench/peers/delay-proxy.ts PORT DELAY_MS BYTES_PER_MS
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Bytes that wait in one direction of a connection for their turn on the link, as in a router; at more, reading stops. */
const QUEUE_BYTES = 1024 * 1024;

const [target = Number.NaN, delayMs = Number.NaN, bytesPerMs = Number.NaN] = process.argv.slice(2).map(Number);
if (!(target > 0 && delayMs >= 0 && bytesPerMs > 0))
  throw new Error('usage: delay-proxy.ts PORT DELAY_MS BYTES_PER_MS');
/** All that one direction may hold: what is on the link, and what waits for it. */
const HELD_BYTES = delayMs * bytesPerMs + QUEUE_BYTES;

interface Parcel {
  dueAt: number;
  /** undefined: the end of the stream. */
  bytes: Buffer | undefined;
}

/** Carries one direction of a connection. */
class DelayLine {
  readonly #from: Socket;
  readonly #to: Socket;
  /** When the link has sent what it has taken. */
  #freeAt = 0;
  #parcels: Parcel[] = [];
  #next = 0;
  #heldBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket, to: Socket) {
    this.#from = from;
    this.#to = to;
    from.on('data', (bytes) => this.#take(bytes));
    from.on('end', () => this.#take(undefined));
    to.on('drain', () => this.#deliver());
    to.on('close', () => this.#stop());
  }

  #take(bytes: Buffer | undefined): void {
    const length = bytes?.length ?? 0;
    this.#freeAt = Math.max(this.#freeAt, performance.now()) + length / bytesPerMs;
    this.#parcels.push({ dueAt: this.#freeAt + delayMs, bytes });
    this.#heldBytes += length;
    if (this.#heldBytes >= HELD_BYTES) this.#from.pause();
    if (this.#timer === undefined && !this.#to.writableNeedDrain) this.#deliver();
  }

  /** Delivers what is due, as far as the receiver takes it, and comes again when more is due or it takes more. */
  #deliver(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    while (!this.#to.writableNeedDrain) {
      const parcel = this.#parcels[this.#next];
      if (parcel === undefined) break;
      if (parcel.dueAt > now) {
        this.#timer = setTimeout(() => this.#deliver(), parcel.dueAt - now);
        break;
      }
      this.#hand(parcel);
    }
    this.#forgetDelivered();
    if (this.#heldBytes < HELD_BYTES) this.#from.resume();
  }

  #hand({ bytes }: Parcel): void {
    this.#next += 1;
    this.#heldBytes -= bytes?.length ?? 0;
    if (bytes === undefined) this.#to.end();
    else this.#to.write(bytes);
  }

  /** Not after each parcel: moving the rest of a long list costs more than keeping the old ones for a while. */
  #forgetDelivered(): void {
    if (this.#next * 2 <= this.#parcels.length) return;
    this.#parcels = this.#parcels.slice(this.#next);
    this.#next = 0;
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#parcels = [];
    this.#from.destroy();
  }
}

const server = createServer({ allowHalfOpen: true, noDelay: true }, (visitor) => {
  const socket = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true, noDelay: true });
  new DelayLine(visitor, socket);
  new DelayLine(socket, visitor);
  // A connection that breaks is closed, and that closes the other one.
  visitor.on('error', () => {});
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', () => console.log(`port ${(server.address() as AddressInfo).port}`));
