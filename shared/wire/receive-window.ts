import type { Clock } from './clock.ts';
import { INITIAL_WINDOW } from './frame.ts';

/** Bytes by which the windows of a session may still grow, shared by its streams. */
export interface GrowthBudget {
  left: number;
  /** No window grows beyond this many bytes. */
  readonly maxWindow: number;
}

/**
 * A window doubles when half of it was consumed within this many round trips. A sender that is held up by the window alone sends
 * one window per round trip, so half of it takes about half a round trip; one held up by its link takes longer than two as
 * soon as the window exceeds four times the bandwidth-delay product, and there the growth ends.
 */
const GROWTH_ROUND_TRIPS = 2;

/**
 * Round trip assumed where the measured one is shorter (loopback): a turn of a busy event loop at each end takes about as long, and
 * credit cannot come back sooner than that.
 */
const SHORTEST_ROUND_TRIP_MS = 0.5;

/**
 * The credit that a stream has given to its peer (yamux specification, "Flow Control").
 *
 * At all times: bytes that the peer may send + bytes received and not consumed + bytes consumed and not returned = size.
 */
export class ReceiveWindow {
  readonly #budget: GrowthBudget;
  #size = INITIAL_WINDOW;
  #available = INITIAL_WINDOW;
  #unreturned = 0;
  #returnedAt: number;

  constructor(budget: GrowthBudget, now: number) {
    this.#budget = budget;
    this.#returnedAt = now;
  }

  /** Bytes of the window in all. */
  get size(): number {
    return this.#size;
  }

  /** Bytes that the peer may still send. */
  get available(): number {
    return this.#available;
  }

  /** Bytes that were received and not yet consumed. */
  get unconsumed(): number {
    return this.#size - this.#available - this.#unreturned;
  }

  /** Counts a Data frame of that length. False: the peer has overrun its credit. */
  receive(length: number): boolean {
    if (length > this.#available) return false;
    this.#available -= length;
    return true;
  }

  /**
   * Counts consumed bytes. Returns the credit to send to the peer, 0 while less than half a window is due: an update for every
   * frame would double the number of frames.
   *
   * @param roundTripMs the shortest lately measured, undefined before the first; without it the window never grows
   * @throws RangeError when more is returned than was received
   */
  consume(bytes: number, clock: Clock, roundTripMs: number | undefined): number {
    if (bytes < 0 || bytes > this.unconsumed) {
      throw new RangeError(`${bytes} bytes were reported as consumed, but only ${this.unconsumed} are outstanding`);
    }
    this.#unreturned += bytes;
    if (this.#unreturned < this.#size / 2) return 0;
    const time = clock.now();
    const growth = this.#growth(time - this.#returnedAt, roundTripMs);
    const credit = this.#unreturned + growth;
    this.#returnedAt = time;
    this.#size += growth;
    this.#budget.left -= growth;
    this.#available += credit;
    this.#unreturned = 0;
    return credit;
  }

  /** Gives what it grew by back to the session's budget. To be called once, when the stream ends. */
  release(): void {
    this.#budget.left += this.#size - INITIAL_WINDOW;
  }

  #growth(elapsedMs: number, roundTripMs: number | undefined): number {
    if (roundTripMs === undefined) return 0;
    if (elapsedMs >= GROWTH_ROUND_TRIPS * Math.max(roundTripMs, SHORTEST_ROUND_TRIP_MS)) return 0;
    return Math.max(0, Math.min(this.#size, this.#budget.maxWindow - this.#size, this.#budget.left));
  }
}
