import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { MetricsHistory, MetricsUpdate } from '../../../shared/contract/metrics.ts';
import { MetricsCollector } from './metrics-collector.ts';
import type { Measurement } from './recent-seconds.ts';

const START = 1_700_000_000;

function collect(measurement: () => Measurement = () => 'up', startedAt = START) {
  return new MetricsCollector(measurement, startedAt);
}

/** Runs `seconds` ticks with one request of `i` ms and `i` bytes each. */
function run(collector: MetricsCollector, seconds: number): void {
  const counters = collector.counters('t');
  for (let i = 1; i <= seconds; i += 1) {
    counters.request('GET', 200, i);
    counters.bytesOut += i;
    collector.tick(START + i);
  }
}

describe('MetricsCollector: reading', () => {
  it.each([1, 2, 10, 60])('adds up to the same totals in steps of %i s', (step) => {
    const collector = collect();
    run(collector, 600);
    const chart = collector.read('t', START - 20, START + 640, step);
    expect(chart.samples.length).toBe(Math.floor(660 / step));
    expect(chart.samples.reduce((sum, sample) => sum + sample.bytesOut, 0)).toBe((600 * 601) / 2);
    expect(chart.samples.reduce((sum, sample) => sum + sample.requests.success, 0)).toBe(600);
    expect(chart.until).toBe(START + 600);
    expect(MetricsHistory.parse(chart)).toEqual(chart);
  });

  it('takes percentiles from the merged durations, not from the mean of percentiles', () => {
    const collector = collect();
    const counters = collector.counters('t');
    for (let i = 0; i < 99; i += 1) counters.request('GET', 200, 10);
    collector.tick(START + 1);
    counters.request('GET', 200, 1000);
    collector.tick(START + 2);
    const [step] = collector.read('t', START, START + 2, 2).samples;
    expect(step).toMatchObject({ at: START + 2, requests: { success: 100 } });
    expect(step?.p50).toBeGreaterThan(9.9);
    expect(step?.p99).toBeLessThan(10.1);
  });

  it('tells "not measured" from "nothing happened", and why', () => {
    let state: Measurement = 'up';
    const collector = collect(() => state);
    const counters = collector.counters('t');
    counters.open = 3;
    collector.tick(START + 1);
    state = 'link-down';
    counters.open = 0;
    collector.tick(START + 2);
    collector.tick(START + 3);
    state = 'stopped';
    collector.tick(START + 4);
    const { samples, gaps } = collector.read('t', START - 2, START + 4, 1);
    expect(samples.map(({ measured, open }) => [measured, open])).toEqual([
      [false, 0],
      [false, 0],
      [true, 3],
      [false, 0],
      [false, 0],
      [false, 0],
    ]);
    expect(gaps).toEqual([
      { from: START - 2, to: START, reason: 'app-off' },
      { from: START + 1, to: START + 3, reason: 'link-down' },
      { from: START + 3, to: START + 4, reason: 'stopped' },
    ]);
  });

  it('counts what ends together with the link as measured', () => {
    const collector = collect(() => 'link-down');
    collector.counters('t').request('POST', 0, 5);
    collector.tick(START + 1);
    expect(collector.read('t', START, START + 1, 1).samples).toMatchObject([
      { measured: true, requests: { other: 1 } },
    ]);
  });

  it('says that the computer slept where seconds are missing, and nothing of a timer that was late', () => {
    const collector = collect();
    collector.counters('t');
    for (const at of [1, 2, 5, 6, 36, 37]) collector.tick(START + at);
    expect(collector.read('t', START, START + 37, 1).gaps).toEqual([
      { from: START + 6, to: START + 35, reason: 'asleep' },
    ]);
  });

  it('knows nothing of a tunnel before it was made', () => {
    const collector = collect();
    collector.tick(START + 30);
    collector.counters('t');
    collector.tick(START + 31);
    expect(collector.read('t', START, START + 31, 1).gaps).toEqual([
      { from: START, to: START + 30, reason: 'not-recorded' },
    ]);
  });

  it('keeps 15 minutes and no more, and nothing of what was forgotten', () => {
    const collector = collect();
    run(collector, 1500);
    const total = () =>
      collector.read('t', START, START + 1500, 10).samples.reduce((sum, { requests }) => sum + requests.success, 0);
    expect(total()).toBe(900);
    collector.forget('t');
    expect(total()).toBe(0);
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

  it('gives of a younger tunnel only the seconds in which it was there', () => {
    const collector = collect();
    run(collector, 3);
    const updates: MetricsUpdate[] = [];
    collector.counters('new');
    collector.subscribe((update) => updates.push(update))();
    expect(updates[0]?.tunnels.map(({ samples }) => samples.length)).toEqual([3, 0]);
  });
});

describe('MetricsCollector: the clock', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: START * 1000 + 400 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** The seconds that were ended. */
  function listen(collector: MetricsCollector): number[] {
    const seconds: number[] = [];
    collector.listen({ second() {}, measurement() {}, forgotten() {}, ticked: (at) => seconds.push(at) });
    return seconds;
  }

  it('cuts every second once, at its end, and stops', () => {
    const collector = collect();
    const seconds = listen(collector);
    collector.start();
    collector.start();
    vi.advanceTimersByTime(599);
    expect(seconds).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(seconds).toEqual([START + 1]);
    vi.advanceTimersByTime(60_000);
    expect(seconds).toEqual(Array.from({ length: 61 }, (_, i) => START + 1 + i));
    collector.stop();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('counts nothing as recent that happened before the clock was set back', () => {
    const collector = collect();
    run(collector, 100);
    const requests = () => collector.recent('t', 60).requests.byClass().success;
    expect(requests()).toBe(60);
    collector.counters('t').request('GET', 200, 1);
    collector.tick(START - 3_600);
    expect(requests()).toBe(1);
    expect(collector.total('t').requests.byClass().success).toBe(101);
    // It does not come back when it is that time again.
    collector.tick(START + 100);
    expect(collector.read('t', START, START + 100, 1).total.requests.success).toBe(0);
  });

  it('goes on with the right second after the computer slept', () => {
    const collector = collect();
    const seconds = listen(collector);
    collector.start();
    vi.advanceTimersByTime(600);
    vi.setSystemTime((START + 500) * 1000 + 300);
    vi.advanceTimersByTime(2000);
    expect(seconds).toEqual([START + 1, START + 501, START + 502]);
    collector.stop();
  });
});
