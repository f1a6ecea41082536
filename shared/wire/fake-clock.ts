import type { Clock } from './clock.ts';

/** A clock for tests that moves only when it is told to. */
export class FakeClock implements Clock {
  #now = 0;
  #timers: { at: number; run: () => void }[] = [];
  #immediates: (() => void)[] = [];

  now(): number {
    return this.#now;
  }

  setTimeout(run: () => void, ms: number): unknown {
    const timer = { at: this.#now + ms, run };
    this.#timers.push(timer);
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers = this.#timers.filter((other) => other !== timer);
  }

  setImmediate(run: () => void): void {
    this.#immediates.push(run);
  }

  /** Timers that wait. */
  get timerCount(): number {
    return this.#timers.length;
  }

  /** Ends the present turn. Returns whether anything ran. */
  runImmediates(): boolean {
    const due = this.#immediates;
    this.#immediates = [];
    for (const run of due) run();
    return due.length > 0;
  }

  /** Moves time on and runs the timers that fall due, in order. */
  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const next = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.clearTimeout(next);
      this.#now = next.at;
      next.run();
    }
    this.#now = end;
  }
}
