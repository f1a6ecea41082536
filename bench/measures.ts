import { cpuSeconds } from './measure/cpu-time.ts';
import { measureDownload } from './measure/download.ts';
import { measureEcho } from './measure/echo.ts';
import { measureWrk } from './measure/wrk.ts';
import type { Peer } from './peers/peer.ts';

/** One column of the table. */
export interface Column {
  key: string;
  title: string;
  digits: number;
  /** Whether more is better. */
  more: boolean;
}

export const COLUMNS: readonly Column[] = [
  { key: 'requests', title: 'requests/s, 50 connections', digits: 0, more: true },
  { key: 'p50', title: 'p50 ms', digits: 2, more: false },
  { key: 'p99', title: 'p99 ms', digits: 2, more: false },
  { key: 'oneP50', title: 'one connection, p50 ms', digits: 3, more: false },
  { key: 'close', title: 'requests/s, new connection each', digits: 0, more: true },
  { key: 'download', title: 'MB/s, 64 MiB file', digits: 0, more: true },
  { key: 'echo', title: 'WebSocket echo 1 KiB, messages/s', digits: 0, more: true },
  { key: 'cpu', title: 'CPU s per 10,000 requests', digits: 3, more: false },
];

/** What one measurement found, by the columns' keys. */
export type Figures = Record<string, number>;

export interface MeasureContext {
  seconds: number;
  signal: AbortSignal;
  /** Told of what makes a figure doubtful. */
  onDoubt(peer: Peer, what: string): void;
}

/** One measurement, which may fill several columns. */
export type Measure = (peer: Peer, context: MeasureContext) => Promise<Figures>;

/** Connections of the main load: two busy browsers, or a small site. */
const CONNECTIONS = 50;

/** One download takes a tenth of a second, too short for one figure: each run takes the median of some. */
const DOWNLOADS = 5;

const load: Measure = async (peer, context) => {
  const before = cpuSeconds(peer.pids);
  const size = { connections: CONNECTIONS, seconds: context.seconds };
  const { requestsPerSecond, requests, p50, p99, socketErrors } = await measureWrk(peer.web, size, context.signal);
  const cpu = ((cpuSeconds(peer.pids) - before) / requests) * 10_000;
  if (socketErrors) context.onDoubt(peer, `50 connections: ${socketErrors}`);
  return { requests: requestsPerSecond, p50, p99, ...(peer.pids.length > 0 ? { cpu } : {}) };
};

const oneConnection: Measure = async (peer, { seconds, signal }) => {
  const { p50 } = await measureWrk(peer.web, { connections: 1, seconds }, signal);
  return { oneP50: p50 };
};

const newConnections: Measure = async (peer, context) => {
  const size = { connections: CONNECTIONS, seconds: context.seconds, close: true };
  const { requestsPerSecond, socketErrors } = await measureWrk(peer.web, size, context.signal);
  if (socketErrors) context.onDoubt(peer, `new connections: ${socketErrors}`);
  return { close: requestsPerSecond };
};

const downloads: Measure = async (peer, { signal }) => {
  const rates: number[] = [];
  for (let i = 0; i < DOWNLOADS; i++) rates.push(await measureDownload(peer.web, signal));
  rates.sort((a, b) => a - b);
  return { download: rates[DOWNLOADS >> 1] ?? 0 };
};

const echo: Measure = async (peer, { seconds, signal }) => ({ echo: await measureEcho(peer.echo, seconds, signal) });

/** In the order in which they run. */
export const MEASURES: readonly Measure[] = [load, oneConnection, newConnections, downloads, echo];
