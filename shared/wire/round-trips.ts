import type { Clock } from './clock.ts';

/** Weight of a new sample in the smoothed value (RFC 6298 §2.3). */
const SMOOTHING = 1 / 8;

interface PendingPing {
  sentAt: number;
  resolve?: (ms: number) => void;
  reject?: (error: Error) => void;
}

/** Numbers the pings, matches their answers and keeps the measured round trips. */
export class RoundTrips {
  readonly #clock: Clock;
  readonly #pending = new Map<number, PendingPing>();
  #nextValue = 1;
  #smoothed: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Smoothed round trip in ms, undefined before the first answer. */
  get smoothedMs(): number | undefined {
    return this.#smoothed;
  }

  /**
   * The shortest round trip of the session in ms: what the link takes when nothing queues. It never rises again: a TCP connection
   * seldom changes its route, while under load every sample is long, and windows that followed them would make them longer still.
   */
  shortestMs: number | undefined;

  /** How many answers have come. */
  count = 0;

  /** Registers a ping and returns the opaque value to send. */
  begin(settle?: { resolve: (ms: number) => void; reject: (error: Error) => void }): number {
    const value = this.#nextValue;
    this.#nextValue = value === 0xffffffff ? 1 : value + 1;
    this.#pending.set(value, { sentAt: this.#clock.now(), ...settle });
    return value;
  }

  /** Takes an answer. One that was never asked for is ignored. */
  answer(value: number): void {
    const ping = this.#pending.get(value);
    if (!ping) return;
    this.#pending.delete(value);
    const ms = this.#clock.now() - ping.sentAt;
    this.count += 1;
    this.#smoothed = this.#smoothed === undefined ? ms : this.#smoothed + (ms - this.#smoothed) * SMOOTHING;
    this.shortestMs = Math.min(this.shortestMs ?? ms, ms);
    ping.resolve?.(ms);
  }

  /** Fails all pings that wait. */
  end(error: Error): void {
    for (const ping of this.#pending.values()) ping.reject?.(error);
    this.#pending.clear();
  }
}
