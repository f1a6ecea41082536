import { setTimeout as sleep } from 'node:timers/promises';

/** The first try again is made at once: a connection that was kept has most often just been closed by the other side. */
const FIRST_MS = 0;
const SECOND_MS = 100;
const LONGEST_MS = 2_000;

/**
 * How long nothing may work before the session is given up, ms: a little less than the exit server waits for polls (ABSENT_MS), so
 * that it still knows a session that comes back.
 */
export const GIVE_UP_MS = 25_000;

/** When the requests of one long-polling session are made again. */
export class PollRetry {
  #failingSince: number | undefined;
  #next = FIRST_MS;

  succeeded(): void {
    this.#failingSince = undefined;
    this.#next = FIRST_MS;
  }

  /** Returns how long to wait before the next try, ms; undefined where it is time to give up. @param now ms of a monotonic clock */
  failed(now: number): number | undefined {
    this.#failingSince ??= now;
    if (now - this.#failingSince > GIVE_UP_MS) return undefined;
    const wait = this.#next;
    this.#next = Math.min(LONGEST_MS, Math.max(SECOND_MS, this.#next * 2));
    return wait;
  }

  /** Waits, at most until the signal is aborted. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
