import { useMemo } from 'react';
import type { HistoryRange, MetricsOverview, MetricsSample } from '../../../shared/contract/metrics.ts';
import { askedOf } from '../../charts/time-window.ts';
import type { ChartTime } from '../../charts/use-chart-time.ts';
import type { HistoryState } from '../../charts/use-history.ts';
import { useRenewed } from '../../charts/use-renewed.ts';

/** It is of all tunnels, so it is asked for less often than a chart of one, s. */
const LEAST_SECONDS = 5;
/** And a long range is read from the disk, s. */
const LEAST_SECONDS_LONG = 60;
const LONG_RANGE = 3600;

interface Overview {
  /** All tunnels together. */
  state: HistoryState;
  /** What each did in all, by its id; empty until it is known. */
  totals: ReadonlyMap<string, MetricsSample>;
}

/** Follows what all tunnels did in a time. */
export function useOverview({ range, zoom }: ChartTime): Overview {
  const asked: HistoryRange = zoom === undefined ? { range } : askedOf(zoom);
  const { value, failure } = useRenewed<MetricsOverview>({
    key: JSON.stringify(asked),
    load: (client) => client.metrics.overview(asked),
    stepOf: ({ all }) => all.step,
    least: range > LONG_RANGE ? LEAST_SECONDS_LONG : LEAST_SECONDS,
  });
  const totals = useMemo(() => new Map(value?.tunnels.map(({ tunnelId, total }) => [tunnelId, total])), [value]);
  return { state: { history: value?.all, part: zoom, failure }, totals };
}
