import { describe, expect, it } from 'vitest';
import type { HistoryRange } from '../../../shared/contract/metrics.ts';
import { MetricsCollector } from '../metrics/metrics-collector.ts';
import { StorageThread } from '../storage/storage-thread.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import { openHistory } from './open-history.ts';

const START = 1_700_000_000;

/** One run of the app: `seconds` with a request in each, then its end. */
async function runApp(dataDir: string, startedAt: number, seconds: number, ask: HistoryRange) {
  const problems: string[] = [];
  const storage = new StorageThread({ log: SILENT_LOG, onProblem: (message) => problems.push(message) });
  const metrics = new MetricsCollector(() => 'up', startedAt);
  const { history, disk } = openHistory({ dataDir, storage, metrics, log: SILENT_LOG, tunnelIds: () => ['a'] });
  const counters = metrics.counters('a');
  for (let i = 1; i <= seconds; i += 1) {
    counters.request('GET', 200, 5);
    metrics.tick(startedAt + i);
  }
  // As a page does, some time after the start.
  await history.size();
  const chart = await history.read('a', ask);
  disk?.recorder.flush(metrics.newest);
  const size = await history.size();
  await storage.close();
  expect(problems).toEqual([]);
  return { chart, size };
}

const requestsIn = ({ samples }: { samples: { requests: { success: number } }[] }) =>
  samples.reduce((sum, { requests }) => sum + requests.success, 0);

describe('History', () => {
  it('answers from memory in seconds, and from the disk over a restart, with equal totals', async () => {
    const dataDir = await temporaryFolder();
    const first = await runApp(dataDir, START, 95, { range: 300 });
    expect(first.chart).toMatchObject({ step: 1, until: START + 95 });
    expect(requestsIn(first.chart)).toBe(95);
    expect(first.size.bytes).toBeGreaterThan(0);
    const second = await runApp(dataDir, START + 200, 33, { range: 300 });
    expect(second.chart.step).toBe(10);
    expect(requestsIn(second.chart)).toBe(95 + 33);
    expect(second.chart.gaps.at(-1)).toEqual({ from: START + 95, to: START + 200, reason: 'app-off' });
    const later = START + 10_000;
    const third = await runApp(dataDir, later, 20, { range: 300 });
    expect(third.chart.step).toBe(1);
    const all = await runApp(dataDir, later + 100, 1, { from: START - 100, to: later + 101 });
    expect(requestsIn(all.chart)).toBe(95 + 33 + 20 + 1);
  });

  it('adds tunnels up from memory as from the disk, and gaps are those of all', async () => {
    const dataDir = await temporaryFolder();
    const storage = new StorageThread({ log: SILENT_LOG, onProblem: (message) => expect.unreachable(message) });
    const up = new Set(['a', 'b', 'c', 'd', 'e']);
    const metrics = new MetricsCollector((id) => (up.has(id) ? 'up' : 'link-down'), START);
    const ids = [...up];
    const { history } = openHistory({ dataDir, storage, metrics, log: SILENT_LOG, tunnelIds: () => ids });
    for (let i = 1; i <= 100; i += 1) {
      if (i === 41) up.clear();
      if (i === 61) up.add('a');
      ids.forEach((id, index) => {
        if (up.has(id)) metrics.counters(id).request('GET', index === 0 ? 500 : 200, 100 * (index + 1));
        else metrics.counters(id);
      });
      metrics.tick(START + i);
    }
    for (const range of [300, 3600]) {
      const { all, tunnels } = await history.overview(ids, { range });
      expect(all.total.requests).toMatchObject({ serverError: 80, success: 160 });
      expect(tunnels.map(({ total }) => total.requests.success + total.requests.serverError)).toEqual([
        80, 40, 40, 40, 40,
      ]);
      expect(tunnels[4]?.total.p50).toBeCloseTo(500, -1);
      // Of all requests, not of the tunnels' own percentiles.
      expect(all.total.p95).toBeCloseTo(500, -1);
      expect(all.gaps.at(-1)).toEqual({ from: START + 40, to: START + 60, reason: 'link-down' });
      expect(all.samples.reduce((sum, { requests }) => sum + requests.success, 0)).toBe(160);
    }
    expect((await history.overview([], { range: 300 })).all.gaps).toMatchObject([{ reason: 'not-recorded' }]);
    await storage.close();
  });

  it('keeps nothing on disk without a data folder', async () => {
    const { chart, size } = await runApp('', START, 30, { range: 3600 });
    expect(requestsIn(chart)).toBe(30);
    expect(size).toEqual({ limit: expect.any(Number) });
  });
});
