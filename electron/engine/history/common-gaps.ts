import type { MetricsGap } from '../../../shared/contract/metrics.ts';

type Reason = MetricsGap['reason'];

/** Of two reasons at the same time the one that a person would rather know. */
const TELLING: readonly Reason[] = ['link-down', 'asleep', 'app-off', 'stopped', 'not-recorded'];

/** The times that are gaps in both of two lists, oldest first. */
export function commonGaps(one: readonly MetricsGap[], other: readonly MetricsGap[]): MetricsGap[] {
  const common: MetricsGap[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [one[i], other[j]];
    if (a === undefined || b === undefined) return common;
    const from = Math.max(a.from, b.from);
    const to = Math.min(a.to, b.to);
    if (to > from) common.push({ from, to, reason: moreTelling(a.reason, b.reason) });
    if (a.to < b.to) i += 1;
    else j += 1;
  }
}

function moreTelling(one: Reason, other: Reason): Reason {
  return TELLING.indexOf(one) <= TELLING.indexOf(other) ? one : other;
}
