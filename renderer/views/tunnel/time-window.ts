import type { MetricsHistory, MetricsSample } from '../../../shared/contract/metrics.ts';

/** A part of the time axis, s since the epoch. */
export interface TimeWindow {
  min: number;
  max: number;
}

/** The narrowest part that zooming leads to, s: fewer samples do not make a line. */
const NARROWEST = 5;

/** Adds the live seconds behind a history of whole seconds; a coarser one waits for its next step. */
export function withLiveTail(history: MetricsHistory, recent: readonly MetricsSample[]): readonly MetricsSample[] {
  if (history.step !== 1) return history.samples;
  const last = history.samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  return [...history.samples, ...recent.filter((sample) => sample.at > last)];
}

/** The parts of the axis for which there is no data: before the first sample, and where nothing was measured. */
export function gapsOf(samples: readonly MetricsSample[], step: number, shown: TimeWindow): TimeWindow[] {
  const gaps: TimeWindow[] = [];
  let covered = shown.min;
  for (const { at, measured } of samples) {
    if (!measured || at < shown.min) continue;
    const begin = at - step;
    if (begin > covered) gaps.push({ min: covered, max: begin });
    covered = Math.max(covered, at);
  }
  if (shown.max - covered > step) gaps.push({ min: covered, max: shown.max });
  return gaps;
}

/** Narrows (factor below 1) or widens a window around a moment, within `whole`. */
export function zoomed(window: TimeWindow, around: number, factor: number, whole: TimeWindow): TimeWindow {
  const width = Math.min(whole.max - whole.min, Math.max(NARROWEST, (window.max - window.min) * factor));
  const share = (around - window.min) / (window.max - window.min);
  const min = Math.min(Math.max(whole.min, around - width * share), whole.max - width);
  return { min, max: min + width };
}
