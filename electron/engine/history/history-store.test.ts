import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import { Interval } from '../metrics/interval.ts';
import { intervalCodec } from '../metrics/interval-codec.ts';
import { resolutions } from '../metrics/resolutions.ts';
import { intervalArbitrary } from '../metrics/testing/interval-arbitrary.ts';
import { HISTORY } from './history-definition.ts';
import { SPAN_KINDS } from './span-change.ts';

const START = 1_700_006_400;
const DAY = 86_400;
const LIMIT = 1e9;

function open(begin = true) {
  const database = new DatabaseSync(':memory:');
  database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  for (const sql of HISTORY.migrations) database.exec(sql);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  const store = HISTORY.create(database);
  if (begin) store.begin(START * 1000, ['a', 'b']);
  return { database, store };
}

function busy(bytes = 1): Interval {
  const interval = new Interval();
  interval.bytesOut = bytes;
  interval.requests.add('GET', 200);
  interval.durations.add(bytes);
  return interval;
}

const point = (at: number, interval = busy(), tunnelId = 'a') => ({
  tunnelId,
  at,
  data: intervalCodec.encode(interval),
});
const news = (now: number, points: ReturnType<typeof point>[]) => ({ now: now * 1000, points, spans: [] });
const state = (since: number, name: string) => ({
  tunnelId: 'a',
  kind: SPAN_KINDS.measurement,
  since: since * 1000,
  state: name,
});

/** All that is kept of tunnel `a` in one resolution. */
function total(store: ReturnType<typeof open>['store'], seconds: number) {
  const from = START - 2 * DAY;
  const chart = store.read({ tunnelId: 'a', from, to: from + 400 * DAY, until: from + 400 * DAY, step: DAY, seconds });
  const sum = (value: (sample: MetricsSample) => number) =>
    chart.samples.reduce((before, sample) => before + value(sample), 0);
  return {
    requests: sum(({ requests }) => Object.values(requests).reduce((one, other) => one + other)),
    failures: sum(({ requests }) => requests.serverError),
    bytesIn: sum(({ bytesIn }) => bytesIn),
    bytesOut: sum(({ bytesOut }) => bytesOut),
    connects: sum(({ connects }) => connects),
    methods: chart.methods,
    worst: Math.max(...chart.samples.map(({ p99 }) => p99 ?? 0)),
    open: Math.max(...chart.samples.map(({ open: most }) => most)),
  };
}

describe('HistoryStore', () => {
  it('gives the same totals, methods, percentiles and peaks in every resolution', () => {
    const later = fc.record({ after: fc.integer({ min: -20, max: 5000 }), interval: intervalArbitrary });
    fc.assert(
      fc.property(fc.array(later, { minLength: 1, maxLength: 30 }), (steps) => {
        const { store, database } = open();
        let at = START;
        for (const { after, interval } of steps) {
          at += after;
          // The clock may be set back.
          store.write(news(at, [point(at, interval)]));
        }
        const [first, ...others] = resolutions.disk.map(({ seconds }) => total(store, seconds));
        for (const other of others) expect(other).toEqual(first);
        expect(first?.connects).toBe(steps.reduce((sum, { interval }) => sum + interval.connects, 0));
        database.close();
      }),
      { numRuns: 60 },
    );
  });

  it('goes on with an interval after a restart', () => {
    const { store, database } = open();
    store.write(news(START + 3, [point(START + 3)]));
    const again = HISTORY.create(database);
    again.begin((START + 5) * 1000, ['a']);
    again.write(news(START + 7, [point(START + 7)]));
    for (const { seconds } of resolutions.disk) expect(total(again, seconds).requests).toBe(2);
  });

  it('keeps all of a write or nothing', () => {
    const { store } = open();
    store.write(news(START + 10, [point(START + 10)]));
    const broken = { tunnelId: 'a', at: START + 11, data: Uint8Array.of(99) };
    expect(() => store.write(news(START + 11, [point(START + 11), broken]))).toThrow('format 99');
    for (const { seconds } of resolutions.disk) expect(total(store, seconds).requests).toBe(1);
    store.write(news(START + 12, [point(START + 12)]));
    for (const { seconds } of resolutions.disk) expect(total(store, seconds).requests).toBe(2);
  });

  it('says that a new file has not begun', () => {
    const { store } = open(false);
    expect(store.write(news(START, [point(START)]))).toBe(false);
    expect(store.begin(START * 1000, ['a'])).toBeUndefined();
    expect(store.write(news(START, [point(START)]))).toBe(true);
  });

  it('tells what was not measured, over restarts and crashes', () => {
    const { store, database } = open();
    store.write({ ...news(START + 1, []), spans: [state(START, 'up')] });
    store.write({ ...news(START + 60, [point(START + 60)]), spans: [state(START + 40, 'link-down')] });
    store.write({ ...news(START + 60, []), spans: [state(START + 50, 'up')] });
    store.write(news(START + 100, []));
    // Killed here; started again much later.
    const again = HISTORY.create(database);
    expect(again.begin((START + 500) * 1000, ['a'])).toBe((START + 100) * 1000);
    again.write({ ...news(START + 600, []), spans: [state(START + 500, 'up')] });
    const chart = again.read({
      tunnelId: 'a',
      from: START - 60,
      to: START + 600,
      until: START + 600,
      step: 10,
      seconds: 10,
    });
    expect(chart.gaps).toEqual([
      { from: START - 60, to: START, reason: 'not-recorded' },
      { from: START + 40, to: START + 50, reason: 'link-down' },
      { from: START + 100, to: START + 500, reason: 'app-off' },
    ]);
    const measured = chart.samples.filter((sample) => sample.measured).map(({ at }) => at - START);
    expect(measured.slice(0, 5)).toEqual([10, 20, 30, 40, 60]);
    expect(chart.samples).toHaveLength(66);
    expect(chart.samples.find(({ at }) => at === START + 60)?.requests.success).toBe(1);
  });

  it('forgets tunnels that have been gone for 30 days, and no others', () => {
    const { store, database } = open();
    store.write({ ...news(START + 1, [point(START + 1), point(START + 1, busy(), 'b')]), spans: [state(START, 'up')] });
    const start = (days: number) => {
      const again = HISTORY.create(database);
      again.begin((START + days * DAY) * 1000, ['b']);
      return database.prepare('SELECT count(DISTINCT series) AS count FROM points').get();
    };
    expect(start(1)).toEqual({ count: 2 });
    expect(start(31)).toEqual({ count: 1 });
    expect(total(store, 10).requests).toBe(0);
  });

  it('removes what is older than its resolution is kept', () => {
    const { store } = open();
    for (const day of [0, 1, 20, 40]) store.write(news(START + day * DAY, [point(START + day * DAY)]));
    store.prune((START + 40 * DAY) * 1000, LIMIT);
    expect(resolutions.disk.map(({ seconds }) => total(store, seconds).requests)).toEqual([1, 2, 4]);
    store.prune((START + 500 * DAY) * 1000, LIMIT);
    expect(resolutions.disk.map(({ seconds }) => total(store, seconds).requests)).toEqual([0, 0, 0]);
  });

  it('removes the oldest of the finest until the file is small enough', () => {
    const { store } = open();
    for (let batch = 0; batch < 20; batch += 1) {
      const points = Array.from({ length: 300 }, (_, i) => point(START + (batch * 300 + i) * 10, busy(i + 1)));
      store.write(news(points.at(-1)?.at ?? 0, points));
    }
    const before = store.size();
    const limit = Math.floor(before / 2);
    expect(store.prune((START + 6000 * 10) * 1000, limit)).toBeLessThanOrEqual(limit);
    const [tens, , hours] = resolutions.disk.map(({ seconds }) => total(store, seconds).requests);
    expect(hours).toBe(6000);
    expect(tens).toBeLessThan(6000);
    const newest = START + 6000 * 10;
    const chart = store.read({ tunnelId: 'a', from: newest - 600, to: newest, until: newest, step: 10, seconds: 10 });
    expect(chart.samples.reduce((sum, { requests }) => sum + requests.success, 0)).toBe(59);
  });
});
