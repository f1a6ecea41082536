import type { Clock } from './clock.ts';
import type { SessionLimits } from './session-limits.ts';

/** What a Liveness makes its session do. */
export interface LivenessActions {
  /** Sends a ping. */
  ping(): void;
  /** The peer has been silent for too long. */
  dead(message: string): void;
}

/**
 * Pings the peer at a steady pace and notices when it falls silent. Every byte that was received counts as life, so that a ping
 * which waits behind bulk data does no harm.
 */
export class Liveness {
  readonly #clock: Clock;
  readonly #limits: SessionLimits;
  readonly #actions: LivenessActions;
  #heardCount = 0;
  /** As it was at the last ping. */
  #heardBefore = 0;
  #silentPings = 0;
  #timer: unknown;

  constructor(clock: Clock, limits: SessionLimits, actions: LivenessActions) {
    this.#clock = clock;
    this.#limits = limits;
    this.#actions = actions;
  }

  /** Sends the first ping and sets the timer. */
  start(): void {
    this.#actions.ping();
    this.#arm();
  }

  /** To be called whenever bytes came. */
  heard(): void {
    this.#heardCount++;
  }

  /** How often bytes came. */
  get heardCount(): number {
    return this.#heardCount;
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
  }

  #arm(): void {
    this.#timer = this.#clock.setTimeout(() => this.#onTimer(), this.#limits.pingIntervalMs);
  }

  #onTimer(): void {
    this.#silentPings = this.#heardCount > this.#heardBefore ? 0 : this.#silentPings + 1;
    this.#heardBefore = this.#heardCount;
    if (this.#silentPings >= this.#limits.silentPings) {
      const seconds = Math.round((this.#silentPings * this.#limits.pingIntervalMs) / 1000);
      this.#actions.dead(`The peer has been silent for more than ${seconds} s.`);
      return;
    }
    this.#actions.ping();
    this.#arm();
  }
}
