/** How long an answer is kept, ms: many probes must not become work. */
const CACHE_MS = 5_000;
/** The disk has this long to answer. */
const CHECK_MS = 2_000;

/** Resolves where all is well, rejects with the reason where it is not. */
export type ReadinessCheck = () => Promise<unknown>;

export interface Readiness {
  readonly ready: boolean;
  /** Name of each check, with `ok` or the reason. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Asks a set of named checks, at most once in 5 s. */
export class ReadinessChecks {
  readonly #checks: Readonly<Record<string, ReadinessCheck>>;
  readonly #now: () => number;
  #last: { at: number; answer: Promise<Readiness> } | undefined;

  constructor(checks: Readonly<Record<string, ReadinessCheck>>, now: () => number = () => performance.now()) {
    this.#checks = checks;
    this.#now = now;
  }

  ask(): Promise<Readiness> {
    const now = this.#now();
    if (!this.#last || now - this.#last.at >= CACHE_MS) this.#last = { at: now, answer: this.#askAll() };
    return this.#last.answer;
  }

  async #askAll(): Promise<Readiness> {
    const entries = await Promise.all(
      Object.entries(this.#checks).map(async ([name, check]) => [name, await outcome(check)] as const),
    );
    return { ready: entries.every(([, result]) => result === 'ok'), checks: Object.fromEntries(entries) };
  }
}

async function outcome(check: ReadinessCheck): Promise<string> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_MS);
  try {
    await Promise.race([check(), promise]);
    return 'ok';
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearTimeout(timer);
  }
}
