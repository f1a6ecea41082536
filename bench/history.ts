/**
 * Measures how long the data of one chart takes with 100 tunnels × 30 days on disk, all of them busy in every minute.
 *
 *     npm run bench:history [-- --tunnels 100 --days 30 --questions 200]
 *
 * Fills a history in a temporary folder, then asks as the page does: through the storage thread, for one tunnel and range at a time, another
 * tunnel each time.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HISTORY } from '../electron/engine/history/history-definition.ts';
import type { HistoryStore } from '../electron/engine/history/history-store.ts';
import { resolutions } from '../electron/engine/metrics/resolutions.ts';
import { openDatabase } from '../electron/engine/storage/open-database.ts';
import { StorageThread } from '../electron/engine/storage/storage-thread.ts';
import { fillHistory, tunnelId } from './history/fill-history.ts';
import { formatTable } from './report/format-table.ts';

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
const RANGES: readonly [name: string, seconds: number][] = [
  ['1 h', HOUR_S],
  ['6 h', 6 * HOUR_S],
  ['24 h', DAY_S],
  ['7 d', 7 * DAY_S],
  ['30 d', 30 * DAY_S],
];
const MIB = 1024 * 1024;
/** What the median of each range has to stay under, ms. */
const TARGET_MS = 50;

const { values } = parseArgs({
  options: {
    tunnels: { type: 'string', default: '100' },
    days: { type: 'string', default: '30' },
    questions: { type: 'string', default: '200' },
  },
});
const [tunnels, days, questions] = [Number(values.tunnels), Number(values.days), Number(values.questions)];
// The storage thread alone keeps no process running.
const running = setInterval(() => {}, HOUR_S * 1000);
const folder = await mkdtemp(join(tmpdir(), 'porthole-bench-'));
try {
  await measure(join(folder, 'history.sqlite'));
} finally {
  clearInterval(running);
  await rm(folder, { recursive: true });
}

async function measure(path: string): Promise<void> {
  const load = loadavg().map((value) => value.toFixed(1));
  const now = Math.floor(Date.now() / 1000);
  const { database } = openDatabase(path, HISTORY.migrations);
  const startedAt = performance.now();
  const intervals = fillHistory(database, { tunnels, days, now });
  database.close();
  const fillSeconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (fields: object) => process.stderr.write(`${JSON.stringify(fields)}\n`),
  };
  const storage = new StorageThread({ log, onProblem: (message) => process.stderr.write(`${message}\n`) });
  const store = storage.open<HistoryStore>('history', path);
  const size = await store.call('size');
  process.stdout.write(
    `${tunnels} tunnels × ${days} days: ${intervals} intervals, ${(size / MIB).toFixed(0)} MiB, filled in ${fillSeconds} s. ${cpus().length} × ${cpus()[0]?.model.trim()}, load before ${load.join(' ')}, Node ${process.version}\n\n`,
  );
  const rows = [];
  for (const [name, range] of RANGES) {
    if (range > days * DAY_S) continue;
    const { step, resolution } = resolutions.plan(now - range, now, now);
    const times: number[] = [];
    for (let i = 0; i < questions; i += 1) {
      const to = Math.ceil(now / step) * step;
      const from = to - Math.ceil(range / step) * step;
      const asked = performance.now();
      await store.call('read', {
        tunnelId: tunnelId((i % tunnels) + 1),
        from,
        to,
        until: now,
        step,
        seconds: resolution.seconds,
      });
      times.push(performance.now() - asked);
    }
    times.sort((a, b) => a - b);
    const at = (quantile: number) => (times[Math.floor(quantile * (times.length - 1))] ?? 0).toFixed(1);
    rows.push([name, `${step} s`, `${Math.round(range / resolution.seconds)}`, at(0.5), at(0.95), at(1)]);
    if (Number(at(0.5)) >= TARGET_MS) process.exitCode = 1;
  }
  await storage.close();
  process.stdout.write(
    `${formatTable(['range', 'step', 'intervals read', 'median ms', 'p95 ms', 'slowest ms'], rows)}\n`,
  );
}
