import { join } from 'node:path';
import type { Log } from '../engine-parts.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { StorageThread } from '../storage/storage-thread.ts';
import { History, type HistoryDisk } from './history.ts';
import { HistoryRecorder } from './history-recorder.ts';
import type { HistoryStore } from './history-store.ts';

const FILE = 'history.sqlite';
/** 100 tunnels that are busy in every minute of 30 days fill three quarters of it (docs/decisions/history.md); usual ones a hundredth. */
const MAX_BYTES = 1024 * 1024 * 1024;

export interface HistorySources {
  /** Empty: nothing is kept on disk. */
  readonly dataDir: string;
  readonly storage: StorageThread;
  readonly metrics: MetricsCollector;
  readonly log: Log;
  tunnelIds(): string[];
}

/** Makes the history of an app with a data folder, and lets it follow what is measured. */
export function openHistory({ dataDir, storage, metrics, log, tunnelIds }: HistorySources): {
  history: History;
  disk: HistoryDisk | undefined;
} {
  if (dataDir === '') return { history: new History(metrics, undefined, MAX_BYTES), disk: undefined };
  const store = storage.open<HistoryStore>('history', join(dataDir, FILE));
  const recorder = new HistoryRecorder({ store, log, limit: MAX_BYTES, tunnelIds });
  metrics.listen(recorder);
  const disk = { store, recorder };
  return { history: new History(metrics, disk, MAX_BYTES), disk };
}
