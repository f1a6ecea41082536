/** How often deadlines are looked at, ms. One timer for all connections costs less than one timer for each request. */
const TICK_MS = 1_000;

/**
 * A clock that moves once a second and tells so. It counts only the time in which the process ran: after a suspended machine or a
 * blocked event loop it goes on by two ticks at most, so that nobody is timed out whose bytes wait to be read.
 */
export class CoarseClock {
  readonly #timer: NodeJS.Timeout;
  #now = 0;
  #lastTick = performance.now();

  /** Starts ticking; `onTick` gets the new time. The timer does not keep the process alive. */
  constructor(onTick: (now: number) => void) {
    this.#timer = setInterval(() => {
      const real = performance.now();
      this.#now += Math.min(real - this.#lastTick, 2 * TICK_MS);
      this.#lastTick = real;
      onTick(this.#now);
    }, TICK_MS).unref();
  }

  /** Milliseconds since the start, as of the last tick. */
  get now(): number {
    return this.#now;
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}
