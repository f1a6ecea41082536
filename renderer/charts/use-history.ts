import { useMemo } from 'react';
import type { HistoryRange, MetricsHistory, MetricsSample } from '../../shared/contract/metrics.ts';
import { useMetrics } from '../state/metrics-store.ts';
import { askedOf, type LiveHistory, type TimeWindow, withLiveTail } from './time-window.ts';
import { type Renewed, useRenewed } from './use-renewed.ts';

const NO_SAMPLES: readonly MetricsSample[] = [];

export interface HistoryState {
  /** Undefined until it is known. */
  history: LiveHistory | undefined;
  /** The part of the time that it is of; undefined: the whole range. */
  part: TimeWindow | undefined;
  failure: string | undefined;
}

/**
 * Follows what a tunnel did in the last `range` s with the live seconds behind it, or in the part of it that is zoomed into.
 * @param least it is not asked for more often than this, s
 */
export function useHistory(
  tunnelId: string,
  range: number,
  zoom: TimeWindow | undefined,
  least?: number,
): HistoryState {
  const { value: whole, failure } = useAsked(tunnelId, { range }, least);
  // There is more to see of a part than the whole shows, and its total is its own.
  const { value: part } = useAsked(tunnelId, zoom && askedOf(zoom), least);
  const recent = useMetrics((metrics) => metrics.recent[tunnelId]) ?? NO_SAMPLES;
  const live = useMemo(() => whole && withLiveTail(whole, recent), [whole, recent]);
  return { history: part ?? live, part: part && zoom, failure };
}

function useAsked(tunnelId: string, asked: HistoryRange | undefined, least?: number): Renewed<MetricsHistory> {
  return useRenewed({
    key: asked && JSON.stringify([tunnelId, asked]),
    // It is only asked where there is a key.
    load: (client) => client.metrics.history({ tunnelId, ...(asked as HistoryRange) }),
    stepOf: ({ step }) => step,
    ...(least !== undefined && { least }),
  });
}
