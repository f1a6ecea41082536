import { describe, expect, it } from 'vitest';
import { Interval } from '../metrics/interval.ts';
import { intervalCodec } from '../metrics/interval-codec.ts';
import { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { Measurement } from '../metrics/recent-seconds.ts';
import type { StoreClient } from '../storage/store-client.ts';
import { SILENT_LOG } from '../testing/test-engine.ts';
import { HistoryRecorder } from './history-recorder.ts';
import type { HistoryNews, HistoryStore } from './history-store.ts';

const START = 1_700_000_000;

/** A store that writes down what it is told. */
class ScriptedStore {
  readonly calls: string[] = [];
  readonly news: HistoryNews[] = [];
  answer: 'kept' | 'unknown' | 'failed' = 'kept';

  readonly client = {
    call: async (name: string, ...args: unknown[]) => {
      this.calls.push(name);
      if (name !== 'write') return undefined;
      if (this.answer === 'failed') throw new Error('the disk is full');
      this.news.push(args[0] as HistoryNews);
      return this.answer === 'kept';
    },
  } as StoreClient<HistoryStore>;
}

function record() {
  const store = new ScriptedStore();
  const parts = { store: store.client, log: SILENT_LOG, limit: 1, tunnelIds: () => ['a'] };
  const recorder = new HistoryRecorder(parts);
  let state: Measurement = 'up';
  const collector = new MetricsCollector(() => state, START);
  collector.listen(recorder);
  const counters = collector.counters('a');
  /** Ends seconds, with a request in each, and lets the store answer. */
  const run = async (seconds: number, from: number) => {
    for (let i = 1; i <= seconds; i += 1) {
      counters.request('GET', 200, 5);
      collector.tick(from + i);
      await Promise.resolve();
    }
  };
  const setState = (next: Measurement) => {
    state = next;
  };
  return { store, recorder, collector, counters, run, setState };
}

const requestsOf = (news: HistoryNews | undefined) =>
  (news?.points ?? []).map(({ data }) => intervalCodec.decode(data).requests.byClass().success);

describe('HistoryRecorder', () => {
  it('begins, then hands over every 10 s', async () => {
    const { store, run } = record();
    await run(25, START);
    expect(store.calls.slice(0, 3)).toEqual(['begin', 'write', 'prune']);
    // At once, to begin; then at the end of each 10 s.
    expect(store.news.map(({ now }) => now / 1000 - START)).toEqual([1, 10, 20]);
    expect(store.news.flatMap(requestsOf)).toEqual([1, 9, 10]);
    expect(store.news[0]?.spans).toMatchObject([{ tunnelId: 'a', state: 'up', since: START * 1000 }]);
  });

  it('writes nothing of a tunnel to which nothing happens', async () => {
    const { store, collector } = record();
    for (let i = 1; i <= 30; i += 1) collector.tick(START + i);
    expect(store.news.slice(1).map(({ points, spans }) => points.length + spans.length)).toEqual([0, 0, 0]);
  });

  it('keeps seconds apart that belong to different intervals, though the timer was late', async () => {
    const { store, collector, counters } = record();
    collector.tick(START + 1);
    counters.request('GET', 200, 5);
    collector.tick(START + 8);
    counters.request('GET', 200, 5);
    collector.tick(START + 12);
    collector.tick(START + 20);
    await Promise.resolve();
    expect(store.news.flatMap(({ points }) => points.map(({ at }) => at - START))).toEqual([8, 12]);
  });

  it.each(['unknown', 'failed'] as const)('begins again with all states after a write was %s', async (answer) => {
    const { store, run, setState } = record();
    await run(10, START);
    store.answer = answer;
    setState('link-down');
    await run(10, START + 10);
    store.answer = 'kept';
    store.calls.length = 0;
    await run(10, START + 20);
    expect(store.calls).toEqual(['begin', 'write']);
    const spans = store.news.at(-1)?.spans;
    expect(spans).toMatchObject([{ tunnelId: 'a', state: 'up', since: (START + 30) * 1000 }]);
  });

  it('says of a status that nobody knew it while the computer slept', async () => {
    const { store, recorder, collector } = record();
    collector.tick(START + 1);
    recorder.change({ tunnelId: 'a', kind: 1, since: START * 1000, state: 'online' });
    collector.tick(START + 101);
    recorder.flush(START + 101);
    const statuses = store.news.flatMap(({ spans }) => spans).filter(({ kind }) => kind === 1);
    expect(statuses.map(({ state, since }) => [state, since / 1000 - START])).toEqual([
      ['online', 0],
      ['asleep', 1],
      ['online', 100],
    ]);
  });

  it('does not change what the collector keeps', () => {
    const { recorder } = record();
    const second = new Interval();
    second.bytesIn = 5;
    recorder.second('a', START + 1, second);
    recorder.second('a', START + 2, second);
    expect(second.bytesIn).toBe(5);
  });
});
