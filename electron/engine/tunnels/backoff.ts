/** First upper bound of the wait, ms: a restarted exit server is back at once for its user (docs/decisions/reconnecting.md). */
const FIRST_MS = 250;
/** Last upper bound, ms: an exit server that is away for hours is asked twice a minute. */
const LAST_MS = 30_000;
/** A session shorter than this did not work: the next failure goes on where the last one stopped. */
const LASTED_MS = 5_000;

/** Full-jitter exponential backoff: many clients of one exit server never come back in step. */
export class Backoff {
  #attempt = 0;
  readonly #random: () => number;

  /** @param random in [0, 1), for tests */
  constructor(random: () => number = Math.random) {
    this.#random = random;
  }

  /** Tries since the last session that lasted; 1 for the first wait. */
  get attempt(): number {
    return this.#attempt;
  }

  /** Returns the next wait in ms: anywhere between 0 and a bound that doubles each time. */
  next(): number {
    const bound = Math.min(LAST_MS, FIRST_MS * 2 ** this.#attempt);
    this.#attempt += 1;
    return Math.round(this.#random() * bound);
  }

  /** Starts anew where the session that just ended had lasted. */
  sessionEnded(lastedMs: number): void {
    if (lastedMs > LASTED_MS) this.#attempt = 0;
  }

  /** Starts anew, e.g. after wake-up or when the user asks. */
  reset(): void {
    this.#attempt = 0;
  }
}
