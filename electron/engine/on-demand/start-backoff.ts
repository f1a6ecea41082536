/** After the first failed start, ms: a typing error in the command is seen and mended in some seconds. */
const FIRST_MS = 2_000;
/** The longest, ms: who has mended it need not wait longer, and “Try now” is there. */
const LONGEST_MS = 60_000;

/** How long visitors start nothing after a start that failed: twice as long each time, or every crawler would make a storm of starts. */
export class StartBackoff {
  #failures = 0;

  /** Counts one more failure. Returns the wait, ms. */
  next(): number {
    const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.#failures);
    this.#failures += 1;
    return wait;
  }

  reset(): void {
    this.#failures = 0;
  }
}
