import type { Clock } from './clock.ts';
import { INITIAL_WINDOW } from './frame.ts';

/** Bytes by which the windows of a session may still grow, shared by its streams. */
export interface GrowthBudget {
  left: number;
  /** No window grows beyond this many bytes. */
  readonly maxWindow: number;
}

/**
 * A window grows to this many bandwidth-delay products. With credit returned in halves, a link is kept full by two (the half that is on
 * its way back must cover a whole round trip); the rest is for jitter. A sender that is held up by the window W alone sends nearly W in
 * each round trip (LONG_TRIP_SHARE), which counts as a product of W, so the window grows by about this factor until the link and not
 * the window is the limit.
 */
const BANDWIDTH_DELAY_PRODUCTS = 2.5;

/**
 * The rate is measured over at least this long. Over less it says little: a process that did not run for a few milliseconds finds a
 * whole window waiting, and reads it at the speed of memory.
 */
const SHORTEST_EPOCH_MS = 20;

/**
 * Round trip assumed where the measured one is shorter (loopback): a busy event loop at each end takes about as long for a turn, and
 * credit cannot come back sooner.
 */
const SHORTEST_ROUND_TRIP_MS = 0.25;

/**
 * Window of bulk beside which small messages flow, where the link's own bandwidth-delay product asks for no more. What is under way
 * is what a small message finds ahead of itself, in the kernel's buffers too, which no turns can reorder. Measured over loopback
 * (docs/decisions/performance.md).
 */
const CROWDED_WINDOW = 128 * 1024;

/** How long after the last small message a window still counts as crowded: longer than their pauses in a busy exchange. */
const CROWDED_MS = 250;

/** Share of the window that is returned in one update: one for every frame would double the number of frames. */
const SHARE = 1 / 2;

/**
 * From this round trip on credit is returned in smaller parts. A window comes in one burst there, and what is left of it below the
 * share waits a whole round trip for the next burst: with halves a sender gets little more than W/2 in each, and the window grows by
 * a quarter in two round trips (the first 64 MiB over 50 ms: 1.8 s instead of 0.65 s). More updates cost nothing there, since they are at most
 * eight in a round trip.
 */
const LONG_ROUND_TRIP_MS = 5;
const LONG_TRIP_SHARE = 1 / 8;

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
  /** Since when the rate is being measured (undefined before the first byte), and how many bytes were consumed since. */
  #epochStart: number | undefined;
  #epochBytes = 0;
  /** The rate over the last epoch, undefined before its end. */
  #bytesPerMs: number | undefined;
  #crowdedUntil = 0;

  constructor(budget: GrowthBudget) {
    this.#budget = budget;
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
  receive(length: number, clock: Clock): boolean {
    if (length > this.#available) return false;
    if (this.#epochStart === undefined) this.#beginEpoch(clock.now());
    this.#available -= length;
    return true;
  }

  /**
   * Counts consumed bytes. Returns the credit to send to the peer, 0 while less than a share of the window is due.
   *
   * @param roundTripMs the shortest lately measured, undefined before the first; without it the window keeps its size
   * @param crowded whether small messages came on other streams since the last update: the window gives up what the link does not need
   * @throws RangeError when more is returned than was received
   */
  consume(bytes: number, clock: Clock, roundTripMs: number | undefined, crowded = false): number {
    if (bytes < 0 || bytes > this.unconsumed) {
      throw new RangeError(`${bytes} bytes were reported as consumed, but only ${this.unconsumed} are outstanding`);
    }
    this.#unreturned += bytes;
    const share = roundTripMs !== undefined && roundTripMs >= LONG_ROUND_TRIP_MS ? LONG_TRIP_SHARE : SHARE;
    if (this.#unreturned < this.#size * share) return 0;
    const now = clock.now();
    if (crowded) this.#crowdedUntil = now + CROWDED_MS;
    this.#measure(now);
    const change = roundTripMs === undefined ? 0 : this.#change(roundTripMs, now < this.#crowdedUntil);
    const credit = this.#unreturned + change;
    this.#resize(change);
    this.#available += credit;
    this.#unreturned = 0;
    return credit;
  }

  /** Gives what it grew by back to the session's budget. To be called once, when the stream ends. */
  release(): void {
    this.#budget.left += this.#grown;
  }

  /** Bytes above the initial window, which the session's budget pays for. */
  get #grown(): number {
    return Math.max(0, this.#size - INITIAL_WINDOW);
  }

  #resize(change: number): void {
    const before = this.#grown;
    this.#size += change;
    this.#budget.left += before - this.#grown;
  }

  #measure(now: number): void {
    this.#epochBytes += this.#unreturned;
    const elapsedMs = now - (this.#epochStart ?? now);
    if (elapsedMs < SHORTEST_EPOCH_MS || this.#epochBytes < this.#size) return;
    this.#bytesPerMs = this.#epochBytes / elapsedMs;
    this.#beginEpoch(now);
  }

  /** By how much the window is to grow, or to shrink: by less than is returned now, since credit cannot be taken back. */
  #change(roundTripMs: number, crowded: boolean): number {
    if (this.#bytesPerMs === undefined) return 0;
    const product = this.#bytesPerMs * (crowded ? roundTripMs : Math.max(roundTripMs, SHORTEST_ROUND_TRIP_MS));
    const wanted = Math.min(Math.ceil(BANDWIDTH_DELAY_PRODUCTS * product), this.#budget.maxWindow);
    const change = Math.max(wanted, crowded ? CROWDED_WINDOW : INITIAL_WINDOW) - this.#size;
    if (change < 0) return crowded ? Math.max(change, 1 - this.#unreturned) : 0;
    // Up to the initial window it costs the budget nothing.
    return Math.min(change, this.#budget.left + Math.max(0, INITIAL_WINDOW - this.#size));
  }

  #beginEpoch(now: number): void {
    this.#epochStart = now;
    this.#epochBytes = 0;
  }
}
