import type { HistoryRange, HistorySize, MetricsHistory } from '../../../shared/contract/metrics.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import { resolutions } from '../metrics/resolutions.ts';
import type { StoreClient } from '../storage/store-client.ts';
import type { ChartTime } from './chart-of.ts';
import type { HistoryRecorder } from './history-recorder.ts';
import type { HistoryStore } from './history-store.ts';

const MS = 1000;

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
    const now = this.#collector.newest;
    const { from, to } = 'range' in asked ? { from: now - asked.range, to: now } : asked;
    const { memory, disk } = resolutions;
    const kept = this.#disk === undefined ? [memory] : this.#inMemory(from) ? [memory, ...disk] : disk;
    const { step, resolution } = resolutions.plan(from, to, now, kept);
    const time = align({ from, to, step, until: now });
    if (this.#disk === undefined || resolution === memory)
      return this.#collector.read(tunnelId, time.from, time.to, step);
    this.#disk.recorder.flush(now);
    return this.#disk.store.call('read', { tunnelId, seconds: resolution.seconds, ...time });
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
