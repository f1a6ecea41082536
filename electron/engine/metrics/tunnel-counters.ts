import { Interval } from './interval.ts';

/** Counts what goes through one tunnel; the data path calls it for every request, so it only adds. */
export class TunnelCounters {
  /** Requests in flight, or open TCP connections. */
  open = 0;
  bytesIn = 0;
  bytesOut = 0;
  connects = 0;
  #present = new Interval();

  /**
   * Counts a finished request.
   * @param status 0 where the visitor left before an answer
   * @param ms from its head to the end of its answer
   */
  request(method: string, status: number, ms: number): void {
    this.#present.requests.add(method, status);
    this.#present.durations.add(ms);
  }

  /** Returns what was counted since the last call, and starts anew. */
  cut(): Interval {
    const interval = this.#present;
    interval.bytesIn = this.bytesIn;
    interval.bytesOut = this.bytesOut;
    interval.connects = this.connects;
    interval.open = this.open;
    // One that counted nothing is handed out again: an idle tunnel makes no garbage.
    this.#present = interval.isIdle ? interval : new Interval();
    this.bytesIn = 0;
    this.bytesOut = 0;
    this.connects = 0;
    return interval;
  }
}
