import { create } from 'zustand';
import type { MetricsSample, MetricsUpdate } from '../../shared/contract/metrics.ts';

/** How many seconds of each tunnel the page keeps: what sparklines draw. */
export const RECENT_SECONDS = 60;

type Recent = Readonly<Record<string, readonly MetricsSample[]>>;

interface MetricsState {
  /** The last seconds of each tunnel, oldest first, by tunnel id. */
  recent: Recent;
}

/** Live numbers of all tunnels. */
export const useMetrics = create<MetricsState>(() => ({ recent: {} }));

/** Takes a message of `metrics.watch`: a snapshot replaces everything, a tick adds a second. */
export function takeMetrics(update: MetricsUpdate): void {
  useMetrics.setState(({ recent }) => ({ recent: merged(update.kind === 'snapshot' ? {} : recent, update) }));
}

function merged(before: Recent, update: MetricsUpdate): Recent {
  const after: Record<string, readonly MetricsSample[]> = {};
  for (const { tunnelId, samples } of update.tunnels) {
    const seconds = [...(before[tunnelId] ?? [])];
    for (const sample of samples) {
      // The clock was set back: what it has ahead of it has not happened yet.
      while (lastOf(seconds) > sample.at) seconds.pop();
      if (lastOf(seconds) < sample.at) seconds.push(sample);
    }
    after[tunnelId] = seconds.slice(-RECENT_SECONDS);
  }
  return after;
}

/** When the last second of a list ended; before all time where there is none. */
function lastOf(seconds: readonly MetricsSample[]): number {
  return seconds.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
}
