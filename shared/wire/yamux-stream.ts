import { chunkPool } from './chunk-pool.ts';
import type { Clock } from './clock.ts';
import { FrameFlag, FrameType, INITIAL_WINDOW } from './frame.ts';
import type { FrameBatch } from './frame-batch.ts';
import type { Outbox } from './outbox.ts';
import { type GrowthBudget, ReceiveWindow } from './receive-window.ts';
import type { RoundTrips } from './round-trips.ts';
import { SendQueue } from './send-queue.ts';
import type { Schedulable } from './send-scheduler.ts';
import type { CloseReason } from './transport.ts';
import { youngGarbage } from './young-garbage.ts';

/** What a stream tells its user. Callbacks must not throw: there is nobody above them to catch it. */
export interface StreamHandler {
  /**
   * Bytes from the peer. The chunk may be kept (its memory is never reused). Each byte must sooner or later be returned as credit
   * by `stream.consumed(n)`, else the peer stops at the window.
   */
  onData(chunk: Buffer): void;
  /** The peer ended its side (FIN); this side may still write. */
  onEnd(): void;
  /**
   * The stream broke (RST, or the session ended); nothing follows. Not called after an orderly end of both sides, nor for this
   * side's own `reset()`.
   */
  onReset(reason: CloseReason): void;
  /** The queue of unsent bytes fell under the low-water mark after a write returned false. */
  onDrain(): void;
}

/** What a stream needs of its session. */
export interface StreamHost {
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly roundTrips: RoundTrips;
  readonly budget: GrowthBudget;
  /** Small data frames that came on all streams together. */
  smallFrames: number;
  /** The stream has ended in whatever way; its id is dead. */
  forget(stream: YamuxStream): void;
}

/**
 * Unsent bytes of one stream at which `write` asks for a pause: two reads of a socket, so that a source that stops at once still
 * leaves enough to send until it has started again, and little enough for thousands of stalled streams.
 */
export const STREAM_HIGH_WATER = 128 * 1024;

/** Unsent bytes below which `onDrain` comes: half, so that sources are not stopped and started for every frame. */
export const STREAM_LOW_WATER = STREAM_HIGH_WATER / 2;

/** Longest data frame that counts as a small message: a head with a short body, a WebSocket message, a few kilobytes of events. */
const SMALL_FRAME = 4 * 1024;

/** One two-way byte channel of a session. Made by the session only. */
export class YamuxStream implements Schedulable {
  readonly id: number;
  /** Receives the stream's events; may be replaced at any time. */
  handler: StreamHandler;

  /** For the outbox: the batch in which the stream last sent, and how much. */
  turn = 0;
  turnBytes = 0;
  /** For the scheduler. */
  deficit = 0;
  place: Schedulable['place'] = 'none';
  nextInLine: Schedulable | undefined = undefined;

  readonly #host: StreamHost;
  readonly #queue = new SendQueue();
  readonly #window: ReceiveWindow;
  /** Bytes that the peer lets this side send. */
  #credit = INITIAL_WINDOW;
  #ackDue: boolean;
  /** Small frames that came on this stream, and those on the others when it last gave credit. */
  #smallFrames = 0;
  #othersSmallFrames = 0;
  #drainWanted = false;
  /** `end` was called; FIN goes out behind the queue. */
  #ended = false;
  #finSent = false;
  #peerEnded = false;
  #dead = false;

  constructor(id: number, host: StreamHost, handler: StreamHandler, ackDue: boolean) {
    this.id = id;
    this.handler = handler;
    this.#host = host;
    this.#ackDue = ackDue;
    this.#window = new ReceiveWindow(host.budget);
  }

  /** Whether bytes can still be written. */
  get writable(): boolean {
    return !this.#ended && !this.#dead;
  }

  /** Bytes that were written and not yet given to the transport. */
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  /** Bytes that this side lets the peer have under way; grows with the link (see ReceiveWindow). */
  get receiveWindow(): number {
    return this.#window.size;
  }

  /**
   * Queues the bytes; the chunk's memory belongs to the stream from now on. On a stream that broke they are dropped.
   *
   * @returns false: stop until `onDrain`
   * @throws Error after `end()`
   */
  write(chunk: Buffer): boolean {
    if (!this.#mayWrite()) return false;
    youngGarbage.note(chunk.length);
    if (chunk.length === 0 || this.#sendNow(chunk, 0, chunk.length, true)) return true;
    return this.#enqueue(chunk);
  }

  /** The same, but the bytes are copied before it returns: for a shared read buffer. */
  writeCopy(source: Uint8Array, start: number, end: number): boolean {
    if (!this.#mayWrite()) return false;
    const bytes = Buffer.isBuffer(source) ? source : Buffer.from(source.buffer, source.byteOffset, source.byteLength);
    if (end <= start || this.#sendNow(bytes, start, end, false)) return true;
    return this.#enqueue(chunkPool.copy(bytes, start, end));
  }

  /** Ends this side (FIN) behind what is queued. */
  end(): void {
    if (!this.writable) return;
    this.#ended = true;
    this.#drainWanted = false;
    if (this.#queue.bytes > 0) return;
    this.acknowledge();
    this.#host.outbox.control(FrameType.data, FrameFlag.fin, this.id, 0);
    this.#finWentOut();
  }

  /** Breaks the stream (RST) at once and drops what is queued. Idempotent, also after the end. */
  reset(): void {
    if (this.#dead) return;
    this.#host.outbox.control(FrameType.windowUpdate, FrameFlag.rst, this.id, 0);
    this.#die();
  }

  /**
   * Returns credit for received bytes; a window update goes out once half a window is due.
   *
   * @throws RangeError when more is returned than was received
   */
  consumed(bytes: number): void {
    if (this.#dead || this.#peerEnded) return;
    const { clock, roundTrips, outbox, smallFrames } = this.#host;
    const othersSmallFrames = smallFrames - this.#smallFrames;
    const crowded = othersSmallFrames > this.#othersSmallFrames;
    const credit = this.#window.consume(bytes, clock, roundTrips.shortestMs, crowded);
    if (credit === 0) return;
    this.#othersSmallFrames = othersSmallFrames;
    this.acknowledge();
    outbox.control(FrameType.windowUpdate, 0, this.id, credit);
  }

  // What follows is for the session and its outbox.

  get sendable(): boolean {
    return this.#queue.bytes > 0 && this.#credit > 0;
  }

  /** Whether `tellDrained` is due. */
  get drainDue(): boolean {
    return this.#drainWanted && this.#queue.bytes <= STREAM_LOW_WATER;
  }

  tellDrained(): void {
    if (!this.drainDue || this.#dead) return;
    this.#drainWanted = false;
    this.handler.onDrain();
  }

  /** Sends the acknowledgement of a stream that the peer opened, once, ahead of anything else on it. */
  acknowledge(): void {
    if (!this.#ackDue) return;
    this.#ackDue = false;
    // Never together with FIN or RST: hashicorp's yamux looks at one of these flags only.
    this.#host.outbox.lazyControl(FrameType.windowUpdate, FrameFlag.ack, this.id, 0);
  }

  /** Moves up to `most` queued bytes into the batch as one frame, as far as credit goes. Returns how many. */
  sendQueued(batch: FrameBatch, most: number): number {
    const bytes = Math.min(most, this.#queue.bytes, this.#credit);
    const last = this.#ended && bytes === this.#queue.bytes;
    this.acknowledge();
    batch.header(FrameType.data, last ? FrameFlag.fin : 0, this.id, bytes);
    this.#queue.moveTo(batch, bytes);
    this.#credit -= bytes;
    if (last) this.#finWentOut();
    return bytes;
  }

  /** The peer announced a Data frame. Returns what is wrong with it, or undefined. */
  announceData(length: number): string | undefined {
    if (this.#peerEnded) return 'data after the end (FIN)';
    if (length <= SMALL_FRAME) {
      this.#smallFrames += 1;
      this.#host.smallFrames += 1;
    }
    if (this.#window.receive(length, this.#host.clock)) return undefined;
    return `a frame of ${length} bytes with a window of ${this.#window.available}`;
  }

  /** The peer gave credit. */
  addCredit(bytes: number): void {
    this.#credit += bytes;
    if (this.sendable) this.#host.outbox.enqueue(this);
  }

  get credit(): number {
    return this.#credit;
  }

  /** The peer ended its side. False: it had done so before. */
  peerEnded(): boolean {
    if (this.#peerEnded) return false;
    this.#peerEnded = true;
    if (this.#finSent) this.#die();
    this.handler.onEnd();
    return true;
  }

  /** The stream broke by the peer or with the session. */
  broke(reason: CloseReason): void {
    if (this.#dead) return;
    this.#die();
    this.handler.onReset(reason);
  }

  get dead(): boolean {
    return this.#dead;
  }

  #mayWrite(): boolean {
    if (this.#dead) return false;
    if (this.#ended) throw new Error(`stream ${this.id} was written to after its end`);
    return true;
  }

  #sendNow(chunk: Buffer, start: number, end: number, keep: boolean): boolean {
    const bytes = end - start;
    if (this.#queue.bytes > 0 || bytes > this.#credit) return false;
    this.acknowledge();
    if (!this.#host.outbox.sendNow(this, chunk, start, end, keep)) return false;
    this.#credit -= bytes;
    return true;
  }

  #enqueue(chunk: Buffer): boolean {
    this.#queue.push(chunk);
    if (this.#credit > 0) this.#host.outbox.enqueue(this);
    if (this.#queue.bytes < STREAM_HIGH_WATER) return true;
    this.#drainWanted = true;
    return false;
  }

  #finWentOut(): void {
    this.#finSent = true;
    if (this.#peerEnded) this.#die();
  }

  #die(): void {
    this.#dead = true;
    this.#queue.clear();
    this.#window.release();
    this.#host.forget(this);
  }
}
