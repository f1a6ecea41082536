import type { MetricsGap, MetricsHistory, MetricsSample } from '../../../shared/contract/metrics.ts';
import { Interval } from '../metrics/interval.ts';
import { toSample } from '../metrics/to-sample.ts';

const NOTHING = new Interval();
/** The part of a step that must be missing for it to have no data; gaps too short to be drawn do not count (gaps.ts). */
export const MOSTLY = 0.95;

/** The time axis of a chart, s since the epoch. */
export interface ChartTime {
  /** End of the step before the first. */
  readonly from: number;
  /** End of the last step. */
  readonly to: number;
  /** How far time has come: the last step may have begun only. */
  readonly until: number;
  /** Length of a step. */
  readonly step: number;
}

/**
 * Makes a chart: one sample for each step of its time, with or without data.
 * @param steps what happened, by the end of each step
 * @param gaps in which nothing was measured, oldest first
 */
export function chartOf(
  tunnelId: string,
  steps: ReadonlyMap<number, Interval>,
  gaps: readonly MetricsGap[],
  time: ChartTime,
): MetricsHistory {
  const { step, until } = time;
  const whole = new Interval();
  for (const interval of steps.values()) whole.merge(interval);
  const samples = samplesOf(steps, gaps, time);
  const total = toSample(
    Math.min(until, time.to),
    samples.some(({ measured }) => measured),
    whole,
  );
  return { tunnelId, step, until, samples, total, gaps: [...gaps], methods: whole.requests.byMethod() };
}

function samplesOf(
  steps: ReadonlyMap<number, Interval>,
  gaps: readonly MetricsGap[],
  { from, to, step, until }: ChartTime,
): MetricsSample[] {
  const samples: MetricsSample[] = [];
  let next = 0;
  for (let at = from + step; at <= to; at += step) {
    const begin = at - step;
    const end = Math.min(at, until);
    while ((gaps[next]?.to ?? Number.POSITIVE_INFINITY) <= begin) next += 1;
    let missing = 0;
    for (let i = next; (gaps[i]?.from ?? Number.POSITIVE_INFINITY) < end; i += 1) {
      const gap = gaps[i] as MetricsGap;
      missing += Math.min(gap.to, end) - Math.max(gap.from, begin);
    }
    const interval = steps.get(at);
    samples.push(toSample(at, interval !== undefined || missing < (end - begin) * MOSTLY, interval ?? NOTHING));
  }
  return samples;
}
