import type { HistoryRange, HistorySize, MetricsHistory, MetricsOverview } from '../../../shared/contract/metrics.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import { resolutions } from '../metrics/resolutions.ts';
import type { StoreClient } from '../storage/store-client.ts';
import type { ChartTime } from './chart-of.ts';
import type { HistoryRecorder } from './history-recorder.ts';
import type { HistoryStore } from './history-store.ts';
import { OverviewSum } from './overview-sum.ts';

const MS = 1000;
/** Of the slowest range each takes about 40 ms (docs/decisions/history.md): what else waits for the storage thread comes between. */
const SUMMED_AT_ONCE = 4;

/** What is on disk; absent where nothing is kept. */
export interface HistoryDisk {
  readonly store: StoreClient<HistoryStore>;
  readonly recorder: HistoryRecorder;
}

/** Answers what happened in a tunnel, from memory where that has it in seconds, else from the disk. */
export class History {
  readonly #collector: MetricsCollector;
  readonly #disk: HistoryDisk | undefined;
  readonly #limit: number;

  /** @param limit how large the file may become, bytes */
  constructor(collector: MetricsCollector, disk: HistoryDisk | undefined, limit: number) {
    this.#collector = collector;
    this.#disk = disk;
    this.#limit = limit;
  }

  async read(tunnelId: string, asked: HistoryRange): Promise<MetricsHistory> {
    const { time, seconds } = this.#plan(asked);
    if (this.#disk === undefined || seconds === undefined)
      return this.#collector.read(tunnelId, time.from, time.to, time.step);
    this.#disk.recorder.flush(this.#collector.newest);
    return this.#disk.store.call('read', { tunnelId, seconds, ...time });
  }

  /** What each of these tunnels did in all, and all of them together in steps. */
  async overview(tunnelIds: readonly string[], asked: HistoryRange): Promise<MetricsOverview> {
    const { time, seconds } = this.#plan(asked);
    const sum = new OverviewSum(time);
    if (this.#disk === undefined || seconds === undefined) {
      for (const id of tunnelIds) {
        const { steps, gaps } = this.#collector.steps(id, time.from, time.to, time.step);
        sum.add(id, steps, gaps);
      }
      return sum.overview;
    }
    this.#disk.recorder.flush(this.#collector.newest);
    for (let i = 0; i < tunnelIds.length; i += SUMMED_AT_ONCE) {
      sum.addPart(await this.#disk.store.call('sum', tunnelIds.slice(i, i + SUMMED_AT_ONCE), seconds, time));
    }
    return sum.overview;
  }

  /** Chooses the steps of an answer. `seconds`: length of the kept intervals on disk to make them of; undefined: memory has them. */
  #plan(asked: HistoryRange): { time: ChartTime; seconds: number | undefined } {
    const now = this.#collector.newest;
    const { from, to } = 'range' in asked ? { from: now - asked.range, to: now } : asked;
    const { memory, disk } = resolutions;
    const kept = this.#disk === undefined ? [memory] : this.#inMemory(from) ? [memory, ...disk] : disk;
    const { step, resolution } = resolutions.plan(from, to, now, kept);
    const time = align({ from, to, step, until: now });
    return { time, seconds: resolution === memory ? undefined : resolution.seconds };
  }

  async size(): Promise<HistorySize> {
    const bytes = await this.#disk?.store.call('size');
    return bytes === undefined ? { limit: this.#limit } : { bytes, limit: this.#limit };
  }

  /** Whether memory has all that there is since `from`: the app has run since then, or it was not running for long before it started. */
  #inMemory(from: number): boolean {
    const { startedAt } = this.#collector;
    return from >= startedAt || (this.#disk?.recorder.lastRunUntil ?? 0) <= from * MS;
  }
}

/** Brings a range to whole steps, at its end to one that has begun. */
function align({ from, to, step, until }: ChartTime): ChartTime {
  const end = Math.ceil(to / step) * step;
  return { from: end - Math.ceil((to - from) / step) * step, to: end, step, until: Math.min(until, end) };
}
