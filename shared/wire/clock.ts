/** Time as a session sees it, so that tests can turn the hands. */
export interface Clock {
  /** Milliseconds with fractions from a monotonic source. */
  now(): number;
  /** The timer must not keep the process alive. */
  setTimeout(run: () => void, ms: number): unknown;
  clearTimeout(timer: unknown): void;
  /** Runs at the end of the present turn of the event loop, after all input of the turn was read. */
  setImmediate(run: () => void): void;
}

/** The real clock. */
export const systemClock: Clock = {
  now: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms).unref(),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
  setImmediate: (run) => void setImmediate(run),
};
