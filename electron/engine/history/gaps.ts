import type { MetricsGap } from '../../../shared/contract/metrics.ts';
import type { KeptSpan } from './kept-span.ts';

type Reason = MetricsGap['reason'];

/** State of a span in which traffic was measured; the others are reasons why it was not. */
const MEASURED = 'up';
/** Gaps shorter than this part of a step are not seen in any chart. */
const LEAST_PART = 1 / 20;
/** More than this no chart can tell apart; the longest are kept. */
const MAX_GAPS = 1_000;
const MS = 1000;

/**
 * Finds the times between `from` and `to` (s since the epoch) in which nothing was measured, and why.
 * @param spans of the tunnel that touch this time, oldest first, ms
 * @param first when it was first known, ms; undefined: never
 * @param step length of a step of the chart, s
 */
export function gapsOf(
  spans: readonly KeptSpan[],
  first: number | undefined,
  [from, to]: readonly [from: number, to: number],
  step: number,
): MetricsGap[] {
  const gaps: { from: number; to: number; reason: Reason }[] = [];
  const add = (begin: number, end: number, reason: Reason) => {
    if (end <= begin) return;
    const last = gaps.at(-1);
    if (last?.reason === reason && last.to === begin) last.to = end;
    else gaps.push({ from: begin, to: end, reason });
  };
  let covered = from * MS;
  const unknown = (end: number) => {
    const began = Math.min(Math.max(first ?? end, covered), end);
    add(covered, began, 'not-recorded');
    add(began, end, 'app-off');
  };
  for (const { since, until, state } of spans) {
    const begin = Math.max(since, covered);
    const end = Math.min(until, to * MS);
    if (end <= begin) continue;
    unknown(begin);
    if (state !== MEASURED) add(begin, end, reasonOf(state));
    covered = end;
  }
  unknown(to * MS);
  const visible = gaps
    .map((gap) => ({ ...gap, from: gap.from / MS, to: gap.to / MS }))
    .filter((gap) => gap.to - gap.from >= step * LEAST_PART);
  return visible.length <= MAX_GAPS ? visible : longest(visible);
}

function reasonOf(state: string): Reason {
  return state === 'stopped' || state === 'asleep' ? state : 'link-down';
}

function longest(gaps: MetricsGap[]): MetricsGap[] {
  return gaps
    .toSorted((a, b) => b.to - b.from - (a.to - a.from))
    .slice(0, MAX_GAPS)
    .sort((a, b) => a.from - b.from);
}
