import type { HistoryRange, MetricsGap, MetricsHistory, MetricsSample } from '../../shared/contract/metrics.ts';

/** A part of the time axis, s since the epoch. */
export interface TimeWindow {
  min: number;
  max: number;
}

/** The narrowest part that zooming leads to, s: fewer samples do not make a line. */
const NARROWEST = 5;

/** A part for which there is no data, and why, where that is known. */
export interface Gap extends TimeWindow {
  reason?: MetricsGap['reason'];
}

/** A chart's data with the live seconds behind it. */
export type LiveHistory = Pick<MetricsHistory, 'samples' | 'step' | 'until' | 'gaps' | 'total' | 'methods'>;

/** Adds the live seconds behind a history of whole seconds; a coarser one waits for its next step. */
export function withLiveTail(history: MetricsHistory, recent: readonly MetricsSample[]): LiveHistory {
  if (history.step !== 1) return history;
  const last = history.samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
  return { ...history, samples: [...history.samples, ...recent.filter((sample) => sample.at > last)] };
}

/** The parts of the axis for which there is no data: those that the engine tells of, and what it has not answered for yet. */
export function gapsOf(
  { samples, step, until, gaps: known }: Omit<LiveHistory, 'total' | 'methods'>,
  shown: TimeWindow,
): Gap[] {
  const gaps: Gap[] = known.map(({ from, to, reason }) => ({ min: from, max: to, reason }));
  const first = samples[0] === undefined ? shown.max : samples[0].at - step;
  if (first > shown.min) gaps.unshift({ min: shown.min, max: first });
  let covered = Math.max(until, first);
  for (const { at, measured } of samples) {
    if (at <= covered) continue;
    if (!measured) addTo(gaps, { min: covered, max: at });
    covered = at;
  }
  if (shown.max - covered > step) gaps.push({ min: covered, max: shown.max });
  return gaps;
}

/** Seconds that follow on one another are one gap. */
function addTo(gaps: Gap[], gap: Gap): void {
  const last = gaps.at(-1);
  if (last?.max === gap.min) last.max = gap.max;
  else gaps.push(gap);
}

/** The step that ends at a moment. */
export function stepAt(at: number, step: number): TimeWindow {
  return { min: at - step, max: at };
}

/** What to ask the engine for a part of the axis: whole seconds. */
export function askedOf({ min, max }: TimeWindow): HistoryRange {
  return { from: Math.floor(min), to: Math.max(Math.floor(min) + 1, Math.ceil(max)) };
}

/** Narrows (factor below 1) or widens a window around a moment, within `whole`. */
export function zoomed(window: TimeWindow, around: number, factor: number, whole: TimeWindow): TimeWindow {
  const width = Math.min(whole.max - whole.min, Math.max(NARROWEST, (window.max - window.min) * factor));
  const share = (around - window.min) / (window.max - window.min);
  const min = Math.min(Math.max(whole.min, around - width * share), whole.max - width);
  return { min, max: min + width };
}
