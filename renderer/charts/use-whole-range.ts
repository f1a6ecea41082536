import { useMemo } from 'react';
import type { MetricsSample } from '../../shared/contract/metrics.ts';
import { useNow } from '../components/use-now.ts';
import type { TimeWindow } from './time-window.ts';

/** The newest sample may be so old, s, before the axis goes on without it. */
const TICK_SLACK = 2;

/** The range that ends with the newest sample, or with now where no samples come. */
export function useWholeRange(samples: readonly MetricsSample[], range: number): TimeWindow {
  const now = Math.floor(useNow(true) / 1000);
  const max = Math.max(samples.at(-1)?.at ?? 0, now - TICK_SLACK);
  return useMemo(() => ({ min: max - range, max }), [max, range]);
}
