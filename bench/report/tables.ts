import type { PeerName } from '../peers/peer.ts';

/** One column of a table. */
export interface Column {
  /** Of the figure. */
  key: string;
  title: string;
  digits: number;
}

/** One table of the report; its rows are the peers that have a figure for one of its columns. */
export interface Table {
  title: string;
  note: string;
  columns: readonly Column[];
  /** The peer that the ratios in brackets are formed with; none without it. */
  yardstick?: PeerName;
}

export const TABLES: readonly Table[] = [
  {
    title: 'One kind of load at a time',
    note: 'In brackets the ratio to nginx in the same run.',
    yardstick: 'nginx proxy',
    columns: [
      { key: 'requests', title: 'requests/s, 50 connections', digits: 0 },
      { key: 'p50', title: 'p50 ms', digits: 2 },
      { key: 'p99', title: 'p99 ms', digits: 2 },
      { key: 'oneP50', title: 'one connection, p50 ms', digits: 3 },
      { key: 'close', title: 'requests/s, new connection each', digits: 0 },
      { key: 'download', title: 'MB/s, 64 MiB file', digits: 0 },
      { key: 'echo', title: 'WebSocket echo 1 KiB, messages/s', digits: 0 },
      { key: 'cpu', title: 'CPU s per 10,000 requests', digits: 3 },
    ],
  },
  {
    title: 'Small requests beside bulk',
    note: '10 connections of small requests alone, then beside two endless downloads of the 64 MiB file through the same session.',
    columns: [
      { key: 'smallAlone', title: 'requests/s alone', digits: 0 },
      { key: 'smallBeside', title: 'beside bulk', digits: 0 },
      { key: 'smallRatio', title: 'ratio', digits: 2 },
      { key: 'smallP50Alone', title: 'p50 ms alone', digits: 2 },
      { key: 'smallP50Beside', title: 'beside bulk', digits: 2 },
      { key: 'smallP50Ratio', title: 'ratio', digits: 2 },
      { key: 'smallP99Alone', title: 'p99 ms alone', digits: 2 },
      { key: 'smallP99Beside', title: 'beside bulk', digits: 2 },
      { key: 'bulkAlone', title: 'bulk MB/s alone', digits: 0 },
      { key: 'bulkBeside', title: 'beside small requests', digits: 0 },
      { key: 'bulkRatio', title: 'ratio', digits: 2 },
    ],
  },
  {
    title: 'Over TLS',
    note: 'Visitors by https, the client by wss; in brackets the ratio to nginx that ends TLS for the same upstream, with a certificate of the same kind.',
    yardstick: 'nginx, TLS',
    columns: [
      { key: 'tlsRequests', title: 'requests/s, 50 connections', digits: 0 },
      { key: 'tlsP50', title: 'p50 ms', digits: 2 },
      { key: 'tlsP99', title: 'p99 ms', digits: 2 },
    ],
  },
  {
    title: 'Requests captured for the inspector',
    note: 'The same app with and without capturing, its Requests view open; in brackets the ratio to that without, in the same run.',
    yardstick: 'porthole, capture off',
    columns: [
      { key: 'captureRequests', title: 'requests/s, 50 connections', digits: 0 },
      { key: 'captureP50', title: 'p50 ms', digits: 2 },
      { key: 'captureP99', title: 'p99 ms', digits: 2 },
      { key: 'captureCpu', title: 'CPU s per 10,000 requests', digits: 3 },
    ],
  },
  {
    title: 'A link of 1 Gbit/s with a round trip of 50 ms',
    note: 'Between client and exit server, or between visitor and upstream; in brackets the ratio to plain TCP over the same link. A visitor of the TCP tunnel has a new stream for each download.',
    yardstick: 'direct, 50 ms',
    columns: [
      { key: 'linkFile', title: 'MB/s, 64 MiB file', digits: 0 },
      { key: 'linkLargeFile', title: 'MB/s, 512 MiB file', digits: 0 },
    ],
  },
  {
    title: 'Memory of the exit server for what is idle',
    note: "KiB after a collection of all garbage: each of 1,000 more sessions with one tunnel, and each of 10,000 more streams. Used is V8's heap and what hangs on it; resident is what the process takes of the machine.",
    columns: [
      { key: 'sessionResident', title: 'session, resident', digits: 1 },
      { key: 'sessionUsed', title: 'session, used', digits: 1 },
      { key: 'streamResident', title: 'stream, resident', digits: 2 },
      { key: 'streamUsed', title: 'stream, used', digits: 2 },
    ],
  },
];
