import type { TunnelRules } from '../../shared/rules/tunnel-rules.ts';

/** How often a tunnel is looked at, ms: it ends at most so much later than its rules say, and lets nobody in meanwhile. */
const LOOK_MS = 5_000;
const MINUTE_MS = 60_000;

/** What ends a tunnel, and what it has to say. */
export interface EndingParts {
  /** Whether anything goes through the tunnel. */
  busy(): boolean;
  /** Its rules end it. Called once. */
  onEnd(code: 'expired' | 'idle', message: string): void;
  readonly clock?: EndingClock;
}

/** The machine's clock, and what calls at an interval; for tests. */
export interface EndingClock {
  /** ms since the epoch */
  now(): number;
  /** ms on a clock that nobody sets: idle time is counted by it. */
  steady(): number;
  /** Calls `look` every `ms`, until the returned function is called. */
  every(ms: number, look: () => void): () => void;
}

const REAL: EndingClock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  every: (ms, look) => {
    const timer = setInterval(look, ms).unref();
    return () => clearInterval(timer);
  },
};

/** Ends one tunnel at a time, or when nobody has used it for a while. */
export class TunnelEnding {
  readonly #parts: EndingParts;
  readonly #clock: EndingClock;
  #rules: Pick<TunnelRules, 'expiresAt' | 'idleMinutes'> = {};
  #usedAt: number;
  #wasBusy = false;
  #stopLooking: (() => void) | undefined;

  constructor(parts: EndingParts) {
    this.#parts = parts;
    this.#clock = parts.clock ?? REAL;
    this.#usedAt = this.#clock.steady();
  }

  /** Follows these rules from now on. Somebody has used the tunnel until now, as far as anybody knows. */
  follow(rules: Pick<TunnelRules, 'expiresAt' | 'idleMinutes'>): void {
    if (rules.idleMinutes !== this.#rules.idleMinutes) this.#usedAt = this.#clock.steady();
    this.#rules = rules;
    const wanted = rules.expiresAt !== undefined || rules.idleMinutes !== undefined;
    if (!wanted) this.stop();
    else this.#stopLooking ??= this.#clock.every(LOOK_MS, () => this.#look());
  }

  /** A visitor has come. */
  used(): void {
    this.#usedAt = this.#clock.steady();
  }

  /** Whether the tunnel's time is over, which ends it now. */
  isOver(): boolean {
    const { expiresAt } = this.#rules;
    if (expiresAt === undefined || this.#clock.now() < expiresAt) return false;
    this.#look();
    return true;
  }

  stop(): void {
    this.#stopLooking?.();
    this.#stopLooking = undefined;
  }

  #look(): void {
    if (this.#stopLooking === undefined) return;
    const now = this.#clock.now();
    const { expiresAt, idleMinutes } = this.#rules;
    const busy = this.#parts.busy();
    // Something that was there the last time too: a client's own probe is gone before, and is no visitor.
    const steady = this.#clock.steady();
    if (busy && this.#wasBusy) this.#usedAt = steady;
    this.#wasBusy = busy;
    if (expiresAt !== undefined && now >= expiresAt) {
      this.#end('expired', 'The time of this tunnel is over, as its rules say.');
    } else if (idleMinutes !== undefined && steady - this.#usedAt >= idleMinutes * MINUTE_MS) {
      this.#end('idle', `Nobody has used this tunnel for ${idleMinutes} min, so it ended, as its rules say.`);
    }
  }

  #end(code: 'expired' | 'idle', message: string): void {
    this.stop();
    this.#parts.onEnd(code, message);
  }
}
