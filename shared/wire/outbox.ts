import { chunkPool } from './chunk-pool.ts';
import type { Clock } from './clock.ts';
import { FrameType } from './frame.ts';
import { FrameBatch } from './frame-batch.ts';
import { QUANTUM, SendScheduler } from './send-scheduler.ts';
import type { Transport } from './transport.ts';
import type { YamuxStream } from './yamux-stream.ts';

/**
 * Bytes that may wait in the transport: enough to keep a fast link busy between two turns of the event loop, and the most that a
 * small answer can find ahead of itself there.
 */
const TRANSPORT_HIGH_WATER = 256 * 1024;

/** From here on a batch is handed over within the turn, rather than refusing what would not fit any more. */
const FLUSH_AT = 128 * 1024;

/** Longest data frame where no other stream waits: as much as one read of a socket. */
const BULK_QUANTUM = 64 * 1024;

/**
 * Bytes in the transport at which the session is given up. Data stops at the high-water mark, so what comes on top are answers to
 * control frames of a peer that does not read them: more than 80,000.
 */
const GIVE_UP_AT = TRANSPORT_HIGH_WATER + 1024 * 1024;

/** How long an acknowledgement may wait for company. Peers use it only to bound unanswered opens (75 s in hashicorp's yamux). */
const LAZY_MS = 20;

/**
 * The sending half of a session: gathers frames and hands them to the transport once per turn of the event loop.
 *
 * Control frames are gathered at once. Data is gathered at once while there is room and the stream has sent little in this turn;
 * what is beyond that waits in the stream's own queue until the scheduler gives the stream its turn.
 */
export class Outbox {
  readonly #transport: Transport;
  readonly #clock: Clock;
  readonly #onOverflow: () => void;
  readonly #batch = new FrameBatch();
  readonly #scheduler = new SendScheduler<YamuxStream>();
  /** Streams whose `onDrain` is due. */
  #drained: YamuxStream[] = [];
  /** What waited in the transport when this batch was begun. */
  #buffered = 0;
  /** Number of the present batch, against which streams count what they put into it. */
  #turn = 1;
  #flushPlanned = false;
  #lazyFlushPlanned = false;
  #stopped = false;
  #idle = true;

  constructor(transport: Transport, clock: Clock, onOverflow: () => void) {
    this.#transport = transport;
    this.#clock = clock;
    this.#onOverflow = onOverflow;
  }

  /** Sends a frame without payload, ahead of all queued data. */
  control(type: number, flags: number, streamId: number, length: number): void {
    if (this.#stopped) return;
    this.#beginBatch();
    this.#batch.header(type, flags, streamId, length);
    this.#planFlush();
  }

  /** The same, but it may wait a little for other frames to travel with. */
  lazyControl(type: number, flags: number, streamId: number, length: number): void {
    if (this.#stopped) return;
    this.#beginBatch();
    this.#batch.header(type, flags, streamId, length);
    if (this.#flushPlanned || this.#lazyFlushPlanned) return;
    this.#lazyFlushPlanned = true;
    this.#clock.setTimeout(this.#onLazyTimer, LAZY_MS);
  }

  /**
   * Puts the bytes into the batch of this turn, if there is room and the stream has put less than a quantum into it. Bulk is
   * left for the end of the turn, so that what is small goes first in whatever order it was written.
   *
   * @param keep whether the chunk's memory may be kept instead of copied
   * @returns false when they must be queued
   */
  sendNow(stream: YamuxStream, chunk: Buffer, start: number, end: number, keep: boolean): boolean {
    const bytes = end - start;
    if (this.#stopped) return false;
    if (stream.turn !== this.#turn) {
      stream.turn = this.#turn;
      stream.turnBytes = 0;
    }
    if (stream.turnBytes + bytes > QUANTUM) return false;
    if (bytes > this.#room()) {
      if (this.#batch.bytes < FLUSH_AT) return false;
      this.#flush();
      if (bytes > this.#room()) return false;
    }
    stream.turnBytes += bytes;
    if (!this.#batch.extend(stream.id, bytes)) this.#batch.header(FrameType.data, 0, stream.id, bytes);
    if (keep) this.#batch.payload(chunk, start, end);
    else this.#batch.copy(chunk, start, end);
    this.#planFlush();
    return true;
  }

  /** Puts a stream with queued data and credit in line. */
  enqueue(stream: YamuxStream): void {
    if (this.#stopped) return;
    this.#scheduler.add(stream);
    // With a full transport its `onDrain` sends on.
    if (this.#room() > 0) this.#planFlush();
  }

  /** The transport has room again. */
  onDrain(): void {
    this.#sendTurn();
  }

  /** Hands over now what is gathered; queued data stays. */
  flush(): void {
    this.#flush();
  }

  /** Sends nothing any more. */
  stop(): void {
    this.#stopped = true;
  }

  /** To be called from time to time: frees the batch's memory when nothing was sent since the last call. */
  releaseIfIdle(): void {
    if (this.#idle && this.#batch.bytes === 0) this.#batch.release();
    this.#idle = true;
  }

  /** How much more may be gathered before the transport would hold too much. */
  #room(): number {
    this.#beginBatch();
    return TRANSPORT_HIGH_WATER - this.#buffered - this.#batch.bytes;
  }

  /** To be called before the first frame of a batch, whichever it is. What waits in the transport only falls until the flush. */
  #beginBatch(): void {
    if (this.#batch.bytes === 0) this.#buffered = this.#transport.bufferedBytes;
  }

  #planFlush(): void {
    if (this.#flushPlanned) return;
    this.#flushPlanned = true;
    this.#clock.setImmediate(this.#onTurnEnd);
  }

  readonly #onTurnEnd = (): void => {
    this.#flushPlanned = false;
    this.#sendTurn();
  };

  readonly #onLazyTimer = (): void => {
    this.#lazyFlushPlanned = false;
    if (!this.#flushPlanned) this.#flush();
  };

  #sendTurn(): void {
    if (this.#stopped) return;
    this.#fill();
    this.#flush();
    this.#tellDrained();
    if (!this.#stopped && !this.#scheduler.empty && this.#room() > 0) this.#planFlush();
  }

  /** Gathers queued data, stream by stream in turn, until the transport's share is full. */
  #fill(): void {
    while (this.#room() > 0) {
      const stream = this.#scheduler.next();
      if (!stream) return;
      const sent = stream.sendQueued(this.#batch, this.#scheduler.alone ? BULK_QUANTUM : stream.deficit);
      this.#scheduler.charge(stream, sent);
      if (stream.drainDue) this.#drained.push(stream);
    }
  }

  #flush(): void {
    if (this.#stopped || this.#batch.bytes === 0) return;
    this.#turn += 1;
    this.#idle = false;
    const retired = this.#batch.takeRetired();
    const onSent = retired.length > 0 ? () => chunkPool.giveBack(retired) : undefined;
    this.#transport.send(this.#batch.take(), onSent);
    if (this.#transport.bufferedBytes > GIVE_UP_AT) this.#onOverflow();
  }

  /** After the flush, since the handlers will write at once. */
  #tellDrained(): void {
    if (this.#drained.length === 0) return;
    const drained = this.#drained;
    this.#drained = [];
    for (const stream of drained) stream.tellDrained();
  }
}
