import { DurationHistogram } from './duration-histogram.ts';
import { RequestCounts } from './request-counts.ts';

/** What one tunnel did in one step of time. */
export class Interval {
  readonly requests = new RequestCounts();
  readonly durations = new DurationHistogram();
  bytesIn = 0;
  bytesOut = 0;
  connects = 0;
  /** Requests in flight or open connections: the most at the end of any second. */
  open = 0;

  /** Whether nothing happened, and nothing goes on: such a step need not be kept, since the spans tell that it was measured. */
  get isIdle(): boolean {
    return this.requests.isEmpty && this.bytesIn === 0 && this.bytesOut === 0 && this.connects === 0 && this.open === 0;
  }

  /** Adds another one: counts add up, of gauges the highest stays, percentiles come from the merged histogram. */
  merge(other: Interval): void {
    this.requests.merge(other.requests);
    this.durations.merge(other.durations);
    this.bytesIn += other.bytesIn;
    this.bytesOut += other.bytesOut;
    this.connects += other.connects;
    this.open = Math.max(this.open, other.open);
  }
}
