import { beforeEach, describe, expect, it } from 'vitest';
import type { MetricsSample } from '../../shared/contract/metrics.ts';
import { RECENT_SECONDS, takeMetrics, useMetrics } from './metrics-store.ts';

function sample(at: number): MetricsSample {
  const requests = { informational: 0, success: 1, redirect: 0, clientError: 0, serverError: 0, other: 0 };
  return { at, measured: true, requests, p50: 1, p95: 1, p99: 1, bytesIn: 0, bytesOut: 0, open: 0, connects: 0 };
}

const times = (id: string) => useMetrics.getState().recent[id]?.map(({ at }) => at);

describe('takeMetrics', () => {
  beforeEach(() => takeMetrics({ kind: 'snapshot', tunnels: [{ tunnelId: 'a', samples: [sample(1), sample(2)] }] }));

  it('adds ticks to the snapshot', () => {
    takeMetrics({ kind: 'tick', tunnels: [{ tunnelId: 'a', samples: [sample(3)] }] });
    expect(times('a')).toEqual([1, 2, 3]);
  });

  it('drops seconds that it has already', () => {
    takeMetrics({ kind: 'tick', tunnels: [{ tunnelId: 'a', samples: [sample(2), sample(3)] }] });
    expect(times('a')).toEqual([1, 2, 3]);
  });

  it('goes on from where the clock was set back to', () => {
    takeMetrics({ kind: 'tick', tunnels: [{ tunnelId: 'a', samples: [sample(3), sample(4)] }] });
    takeMetrics({ kind: 'tick', tunnels: [{ tunnelId: 'a', samples: [sample(3)] }] });
    expect(times('a')).toEqual([1, 2, 3]);
    takeMetrics({ kind: 'tick', tunnels: [{ tunnelId: 'a', samples: [sample(-3_600), sample(-3_599)] }] });
    expect(times('a')).toEqual([-3_600, -3_599]);
  });

  it('replaces everything by a snapshot, as after a reconnect', () => {
    takeMetrics({ kind: 'snapshot', tunnels: [{ tunnelId: 'b', samples: [sample(9)] }] });
    expect(times('a')).toBeUndefined();
    expect(times('b')).toEqual([9]);
  });

  it('forgets tunnels that are gone', () => {
    takeMetrics({ kind: 'tick', tunnels: [{ tunnelId: 'b', samples: [sample(3)] }] });
    expect(Object.keys(useMetrics.getState().recent)).toEqual(['b']);
  });

  it('keeps a minute', () => {
    for (let at = 3; at < 100; at += 1)
      takeMetrics({ kind: 'tick', tunnels: [{ tunnelId: 'a', samples: [sample(at)] }] });
    expect(times('a')).toHaveLength(RECENT_SECONDS);
    expect(times('a')?.at(-1)).toBe(99);
  });
});
