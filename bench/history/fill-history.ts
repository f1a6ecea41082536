import type { DatabaseSync } from 'node:sqlite';
import { Interval } from '../../electron/engine/metrics/interval.ts';
import { intervalCodec } from '../../electron/engine/metrics/interval-codec.ts';
import { resolutions } from '../../electron/engine/metrics/resolutions.ts';

/** Different intervals of each resolution that are used over and over: what is in them does not matter to the time of a read, only how much. */
const KINDS = 200;
/** Requests a second of each tunnel. */
const RATE = 1;
/** Durations spread like those of usual services: around 30 ms, some ten times as long (log-normal). */
const MEDIAN_MS = 30;
const SPREAD = 0.9;

export interface Filling {
  readonly tunnels: number;
  readonly days: number;
  /** s since the epoch */
  readonly now: number;
}

/** Fills an empty history with tunnels that were busy all the time. Returns how many intervals there are. */
export function fillHistory(database: DatabaseSync, { tunnels, days, now }: Filling): number {
  const addSeries = database.prepare('INSERT INTO series (id, tunnel_id) VALUES (?, ?)');
  const addSpan = database.prepare('INSERT INTO spans (series, kind, since, run, state) VALUES (?, 0, ?, 1, ?)');
  const addPoint = database.prepare('INSERT INTO points (series, seconds, at, data) VALUES (?, ?, ?, ?)');
  const begin = now - days * 86_400;
  const samples = resolutions.disk.map((resolution) => ({
    ...resolution,
    intervals: Array.from({ length: KINDS }, () => intervalCodec.encode(busyInterval(resolution.seconds))),
  }));
  let count = 0;
  database.exec('BEGIN');
  database.prepare('INSERT INTO runs (id, since, until) VALUES (1, ?, ?)').run(begin * 1000, now * 1000);
  for (let series = 1; series <= tunnels; series += 1) {
    addSeries.run(series, tunnelId(series));
    addSpan.run(series, begin * 1000, 'up');
    for (const { seconds, keptFor, intervals } of samples) {
      const first = Math.ceil(Math.max(begin, now - keptFor) / seconds) * seconds;
      for (let at = first; at <= now; at += seconds) {
        addPoint.run(series, seconds, at, intervals[count % KINDS] ?? null);
        count += 1;
      }
    }
  }
  database.exec('COMMIT');
  return count;
}

/** Id of the tunnel with this number, from 1. */
export function tunnelId(number: number): string {
  return `tunnel-${number}`;
}

function busyInterval(seconds: number): Interval {
  const interval = new Interval();
  for (let i = 0; i < seconds * RATE; i += 1) {
    interval.requests.add(i % 10 === 0 ? 'POST' : 'GET', i % 25 === 0 ? 404 : 200);
    interval.durations.add(MEDIAN_MS * Math.exp(SPREAD * normal()));
    interval.bytesIn += 600;
    interval.bytesOut += Math.round(20_000 * Math.random());
  }
  interval.open = 1;
  return interval;
}

/** A normally distributed number (Box and Muller, 1958). */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
