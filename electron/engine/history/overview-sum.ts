import type { MetricsGap, MetricsOverview, MetricsSample } from '../../../shared/contract/metrics.ts';
import { Interval } from '../metrics/interval.ts';
import { intervalCodec } from '../metrics/interval-codec.ts';
import { toSample } from '../metrics/to-sample.ts';
import { type ChartTime, chartOf, MOSTLY } from './chart-of.ts';
import { commonGaps } from './common-gaps.ts';

/** The sum of some tunnels, as it goes between threads. */
export interface OverviewPart {
  readonly tunnels: readonly { tunnelId: string; total: MetricsSample }[];
  /** Times in which none of them was measured. */
  readonly gaps: readonly MetricsGap[];
  /** What happened in all of them, encoded by interval-codec.ts. */
  readonly steps: readonly { at: number; data: Uint8Array }[];
}

/** Adds tunnels up: one total of each, and the steps of all together. Histograms are merged, so percentiles are of all requests. */
export class OverviewSum {
  readonly #time: ChartTime;
  readonly #tunnels: { tunnelId: string; total: MetricsSample }[] = [];
  readonly #steps = new Map<number, Interval>();
  #gaps: MetricsGap[] | undefined;

  constructor(time: ChartTime) {
    this.#time = time;
  }

  /**
   * @param steps what happened in the tunnel, by the end of each step
   * @param gaps in which it was not measured
   */
  add(tunnelId: string, steps: ReadonlyMap<number, Interval>, gaps: readonly MetricsGap[]): void {
    const sum = new Interval();
    for (const [at, interval] of steps) {
      sum.merge(interval);
      this.#stepAt(at).merge(interval);
    }
    const { from, until } = this.#time;
    const missing = gaps.reduce((all, gap) => all + gap.to - gap.from, 0);
    const measured = steps.size > 0 || missing < (until - from) * MOSTLY;
    this.#tunnels.push({ tunnelId, total: toSample(until, measured, sum) });
    this.#join(gaps);
  }

  /** Adds what another thread has added up for the same time. */
  addPart({ tunnels, gaps, steps }: OverviewPart): void {
    this.#tunnels.push(...tunnels);
    for (const { at, data } of steps) intervalCodec.decodeInto(this.#stepAt(at), data);
    this.#join(gaps);
  }

  get part(): OverviewPart {
    const steps = [...this.#steps].map(([at, interval]) => ({ at, data: intervalCodec.encode(interval) }));
    return { tunnels: this.#tunnels, gaps: this.#gaps ?? [], steps };
  }

  get overview(): MetricsOverview {
    const { from, until } = this.#time;
    const gaps = this.#gaps ?? [{ from, to: until, reason: 'not-recorded' as const }];
    return { all: chartOf('', this.#steps, gaps, this.#time), tunnels: this.#tunnels };
  }

  #stepAt(at: number): Interval {
    const known = this.#steps.get(at);
    if (known) return known;
    const interval = new Interval();
    this.#steps.set(at, interval);
    return interval;
  }

  #join(gaps: readonly MetricsGap[]): void {
    this.#gaps = this.#gaps === undefined ? [...gaps] : commonGaps(this.#gaps, gaps);
  }
}
