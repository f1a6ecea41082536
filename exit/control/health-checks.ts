/** How long an answer is kept, ms: the endpoints are open to everybody and must not become a way to make work. */
const CACHE_MS = 5_000;

/** Returns undefined when all is well, else one short reason. */
export type HealthCheck = () => string | undefined;

export interface HealthReport {
  healthy: boolean;
  /** Name of each check, with `ok` or the reason it failed. */
  checks: Record<string, string>;
  /** Facts beside the checks. */
  details: Record<string, unknown>;
}

/** A set of named checks whose result is kept for a few seconds. */
export class HealthChecks {
  readonly #checks: Readonly<Record<string, HealthCheck>>;
  readonly #details: () => Record<string, unknown>;
  readonly #now: () => number;
  #report: HealthReport | undefined;
  #checkedAt = 0;

  /** `details` are gathered with the checks, and kept as long. */
  constructor(
    checks: Readonly<Record<string, HealthCheck>>,
    details: () => Record<string, unknown> = () => ({}),
    now: () => number = () => performance.now(),
  ) {
    this.#checks = checks;
    this.#details = details;
    this.#now = now;
  }

  /** Runs the checks, or returns what they said less than 5 s ago. */
  report(): HealthReport {
    const now = this.#now();
    if (this.#report === undefined || now - this.#checkedAt >= CACHE_MS) {
      const checks: Record<string, string> = {};
      let healthy = true;
      for (const [name, check] of Object.entries(this.#checks)) {
        const failure = check();
        checks[name] = failure ?? 'ok';
        healthy &&= failure === undefined;
      }
      this.#report = { healthy, checks, details: this.#details() };
      this.#checkedAt = now;
    }
    return this.#report;
  }

  /** Forgets the last result: what it says changed on purpose, e.g. at the start of a drain. */
  invalidate(): void {
    this.#report = undefined;
  }
}
