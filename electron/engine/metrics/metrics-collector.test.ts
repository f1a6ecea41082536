import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MetricsSample, MetricsUpdate } from '../../../shared/contract/metrics.ts';
import { MetricsCollector } from './metrics-collector.ts';

const START = 1_700_000_000;

function collect(isMeasured = () => true) {
  return new MetricsCollector(isMeasured);
}

/** Runs `seconds` ticks with one request of `i` ms and `i` bytes each. */
function run(collector: MetricsCollector, seconds: number): void {
  const counters = collector.counters('t');
  for (let i = 1; i <= seconds; i += 1) {
    counters.request(200, i);
    counters.bytesOut += i;
    collector.tick(START + i);
  }
}

describe('MetricsCollector: history', () => {
  it.each([
    [60, 1],
    [600, 1],
    [601, 2],
    [900, 2],
    [86_400, 2],
  ])('adds up to the same totals over %i s in steps of %i s', (range, step) => {
    const collector = collect();
    run(collector, 1000);
    const history = collector.history('t', range);
    const kept = Math.min(range, 900);
    const newest = Array.from({ length: kept }, (_, i) => 1000 - i);
    expect(history.step).toBe(step);
    expect(history.samples.length).toBeLessThanOrEqual(600);
    const bytes = history.samples.reduce((sum, sample) => sum + sample.bytesOut, 0);
    expect(bytes).toBe(newest.reduce((sum, value) => sum + value, 0));
    expect(history.samples.reduce((sum, sample) => sum + sample.requests.success, 0)).toBe(kept);
    for (const sample of history.samples) expect(MetricsSample.parse(sample)).toEqual(sample);
    const times = history.samples.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(new Set(times).size).toBe(times.length);
  });

  it('takes percentiles from the merged durations, not from the mean of percentiles', () => {
    const collector = collect();
    const counters = collector.counters('t');
    // Both seconds fall into one step of two.
    for (let i = 0; i < 99; i += 1) counters.request(200, 10);
    collector.tick(START + 1);
    counters.request(200, 1000);
    collector.tick(START + 2);
    const [step] = collector.history('t', 900).samples;
    expect(step).toMatchObject({ at: START + 2, requests: { success: 100 } });
    expect(step?.p50).toBeGreaterThan(9.9);
    expect(step?.p50).toBeLessThan(10.1);
    expect(step?.p99).toBeLessThan(10.1);
  });

  it('tells "not measured" from "nothing happened", and keeps gauges', () => {
    let up = true;
    const collector = collect(() => up);
    const counters = collector.counters('t');
    counters.open = 3;
    collector.tick(START);
    up = false;
    counters.open = 0;
    collector.tick(START + 1);
    expect(collector.history('t', 60).samples).toMatchObject([
      { at: START, measured: true, open: 3, p50: null, p99: null },
      { at: START + 1, measured: false, open: 0, p50: null },
    ]);
  });

  it('leaves a gap where there was one', () => {
    const collector = collect();
    collector.counters('t').bytesIn = 1;
    collector.tick(START);
    collector.tick(START + 30);
    expect(collector.history('t', 60).samples.map(({ at }) => at)).toEqual([START, START + 30]);
    expect(collector.history('t', 20).samples.map(({ at }) => at)).toEqual([START + 30]);
  });

  it('keeps 15 minutes and no more, and nothing of what was forgotten', () => {
    const collector = collect();
    run(collector, 1500);
    expect(collector.history('t', 86_400).samples.reduce((sum, { requests }) => sum + requests.success, 0)).toBe(900);
    collector.forget('t');
    expect(collector.history('t', 60).samples).toEqual([]);
    expect(collector.history('unknown', 60)).toEqual({ tunnelId: 'unknown', step: 1, samples: [] });
  });
});

describe('MetricsCollector: watching', () => {
  it('gives the last minute first, then a second at a time, until unsubscribed', () => {
    const collector = collect();
    run(collector, 100);
    const updates: MetricsUpdate[] = [];
    const unsubscribe = collector.subscribe((update) => updates.push(update));
    collector.counters('u');
    collector.tick(START + 101);
    unsubscribe();
    collector.tick(START + 102);
    expect(updates.map(({ kind }) => kind)).toEqual(['snapshot', 'tick']);
    expect(updates[0]?.tunnels[0]?.samples).toHaveLength(60);
    expect(updates[0]?.tunnels[0]?.samples.at(-1)?.at).toBe(START + 100);
    expect(updates[1]?.tunnels.map(({ tunnelId, samples }) => [tunnelId, samples.length])).toEqual([
      ['t', 1],
      ['u', 1],
    ]);
    for (const update of updates) expect(MetricsUpdate.parse(update)).toEqual(update);
  });
});

describe('MetricsCollector: the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: START * 1000 + 400 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('cuts every second once, at its end, and stops', () => {
    const collector = collect();
    collector.counters('t');
    collector.start();
    collector.start();
    vi.advanceTimersByTime(599);
    expect(collector.history('t', 60).samples).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(collector.history('t', 60).samples.map(({ at }) => at)).toEqual([START + 1]);
    vi.advanceTimersByTime(60_000);
    expect(collector.history('t', 100).samples.map(({ at }) => at)).toEqual(
      Array.from({ length: 61 }, (_, i) => START + 1 + i),
    );
    collector.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('goes on with the right second after the computer slept', () => {
    const collector = collect();
    collector.counters('t');
    collector.start();
    vi.advanceTimersByTime(600);
    vi.setSystemTime((START + 500) * 1000 + 300);
    vi.advanceTimersByTime(2000);
    const times = collector.history('t', 600).samples.map(({ at }) => at);
    expect(times[0]).toBe(START + 1);
    expect(times).toEqual([START + 1, START + 501, START + 502]);
    collector.stop();
  });
});
