/**
 * The most requests that are captured in a second, over all tunnels: no list that a person reads needs more. What comes is counted a second at a time; in
 * one after a second with more than these a fraction is captured, evenly, so that capturing costs a flood little: docs/decisions/performance.md.
 */
export const CAPTURED_PER_SECOND = 1_000;
/** Of a flood, in each quarter of a second. */
export const CAPTURED_OF_FLOOD = 50;
const FLOOD_SLICE_MS = 250;

/** Decides which requests are captured where there are many. */
export class CaptureRate {
  #second = Number.NEGATIVE_INFINITY;
  /** Requests in the present second, captured or not. */
  #seen = 0;
  #isFlood = false;
  #slice = Number.NEGATIVE_INFINITY;
  #inSlice = 0;

  /** Whether a request that comes now is captured. @param now ms from any moment on */
  admit(now: number): boolean {
    const second = Math.floor(now / 1000);
    if (second !== this.#second) {
      this.#isFlood = second === this.#second + 1 && this.#seen > CAPTURED_PER_SECOND;
      this.#second = second;
      this.#seen = 0;
    }
    this.#seen += 1;
    return this.#isFlood ? this.#admitOfFlood(now) : this.#seen <= CAPTURED_PER_SECOND;
  }

  #admitOfFlood(now: number): boolean {
    const slice = Math.floor(now / FLOOD_SLICE_MS);
    if (slice !== this.#slice) {
      this.#slice = slice;
      this.#inSlice = 0;
    }
    this.#inSlice += 1;
    return this.#inSlice <= CAPTURED_OF_FLOOD;
  }
}
