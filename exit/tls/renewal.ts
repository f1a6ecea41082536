/**
 * Longest wait between two looks at the clock, ms. Timers stand still while a machine sleeps, and its clock may be set: whether something is due
 * is therefore asked of the wall clock, often.
 */
const LOOK_MS = 60_000;
/**
 * Waits after failures, ms: ×4 from one minute to six hours. Let's Encrypt allows five failed validations of a name an hour, and there are weeks
 * left before the certificate expires.
 */
const FIRST_RETRY_MS = 60_000;
const LAST_RETRY_MS = 6 * 60 * 60 * 1000;
/** Retries of many servers that failed together must not come together. */
const JITTER = 0.25;

export interface RenewalParts {
  /** When to renew, ms since 1970. */
  dueAt(): number;
  /** Rejects where it did not succeed. */
  renew(): Promise<void>;
  onFailure(error: Error, retryMs: number): void;
}

/** Renews something whenever it is due, and again later where that fails. */
export class Renewal {
  readonly #parts: RenewalParts;
  #failures = 0;
  /** On the monotonic clock, which nobody sets. */
  #retryAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #stopped = false;

  constructor(parts: RenewalParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#arm();
  }

  /** Tries at once what waits for a retry: the user asked. */
  retryNow(): void {
    if (this.#stopped || this.#running) return;
    this.#retryAt = 0;
    this.#arm();
  }

  /** Resolves when nothing runs any more. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#running;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#stopped) return;
    const wait = Math.max(this.#parts.dueAt() - Date.now(), this.#retryAt - performance.now(), 0);
    this.#timer = setTimeout(() => this.#look(), Math.min(wait, LOOK_MS));
    this.#timer.unref();
  }

  #look(): void {
    if (Date.now() < this.#parts.dueAt() || performance.now() < this.#retryAt) {
      this.#arm();
      return;
    }
    this.#running = this.#renew().finally(() => {
      this.#running = undefined;
      this.#arm();
    });
  }

  async #renew(): Promise<void> {
    try {
      await this.#parts.renew();
      if (Date.now() >= this.#parts.dueAt()) {
        throw new Error("the new certificate is to be renewed already: check this machine's clock");
      }
      this.#failures = 0;
    } catch (error) {
      const wait = Math.min(FIRST_RETRY_MS * 4 ** this.#failures, LAST_RETRY_MS);
      const retryMs = Math.round(wait * (1 - JITTER + 2 * JITTER * Math.random()));
      this.#failures += 1;
      this.#retryAt = performance.now() + retryMs;
      if (!this.#stopped) this.#parts.onFailure(error as Error, retryMs);
    }
  }
}
