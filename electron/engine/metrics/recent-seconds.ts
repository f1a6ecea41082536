import type { KeptSpan } from '../history/kept-span.ts';
import { Interval } from './interval.ts';
import { resolutions } from './resolutions.ts';

const MS = 1000;
/** A timer that comes so late, s, was held up by work; later than that the computer slept, and nothing was measured. */
const LATE_S = 5;

/** Whether traffic is measured: the link is up, it is not, or the tunnel is switched off. */
export type Measurement = 'up' | 'link-down' | 'stopped';

/** A second in which something happened. */
interface BusySecond {
  readonly at: number;
  readonly interval: Interval;
}

/** The last quarter of an hour of one tunnel. Seconds in which nothing happens cost nothing: the spans tell that they were measured. */
export class RecentSeconds {
  readonly #busy: BusySecond[] = [];
  readonly #spans: { since: number; until: number; state: string }[] = [];
  #first: number | undefined;

  /** When the first second began, ms since the epoch. */
  get first(): number | undefined {
    return this.#first;
  }

  /** What was measured, and what not, oldest first. */
  get spans(): readonly KeptSpan[] {
    return this.#spans;
  }

  /**
   * Ends a second. Returns the states that have begun, with the time, ms since the epoch.
   * @param at s since the epoch
   * @param interval is kept where it is not idle
   */
  add(at: number, state: Measurement, interval: Interval): { since: number; state: string }[] {
    this.#prune(at);
    if (!interval.isIdle) this.#busy.push({ at, interval });
    this.#first ??= (at - 1) * MS;
    const last = this.#spans.at(-1);
    // The clock may have been set back: the second is counted, and the spans wait until time comes after them again.
    if (last && last.until >= at * MS) return [];
    const begun: { since: number; state: string }[] = [];
    const begin = (since: number, until: number, next: string) => {
      this.#spans.push({ since, until, state: next });
      begun.push({ since, state: next });
    };
    const slept = last !== undefined && at * MS - last.until > LATE_S * MS;
    if (slept) begin(last.until, (at - 1) * MS, 'asleep');
    if (!slept && last?.state === state) last.until = at * MS;
    else begin(slept ? (at - 1) * MS : (last?.until ?? (at - 1) * MS), at * MS, state);
    return begun;
  }

  /** Merges the seconds of `from` (not included) to `to` into steps, by the end of each. */
  steps(from: number, to: number, step: number): Map<number, Interval> {
    const steps = new Map<number, Interval>();
    for (const { at, interval } of this.#busy) {
      if (at <= from || at > to) continue;
      const end = Math.ceil(at / step) * step;
      const sum = steps.get(end) ?? new Interval();
      sum.merge(interval);
      steps.set(end, sum);
    }
    return steps;
  }

  /** All that happened after `from`, s since the epoch, to the second that was ended last. */
  since(from: number): Interval {
    const sum = new Interval();
    for (const { at, interval } of this.#busy) if (at > from) sum.merge(interval);
    return sum;
  }

  #prune(at: number): void {
    // Of before the clock was set back: they would count as recent until it is that time again, and come back beside what happens then.
    while ((this.#busy.at(-1)?.at ?? Number.NEGATIVE_INFINITY) > at) this.#busy.pop();
    const oldest = at - resolutions.memory.keptFor;
    while ((this.#busy[0]?.at ?? Number.POSITIVE_INFINITY) <= oldest) this.#busy.shift();
    while ((this.#spans[0]?.until ?? Number.POSITIVE_INFINITY) <= oldest * MS) this.#spans.shift();
  }
}
