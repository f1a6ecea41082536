import type { PeerName } from '../peers/peer.ts';
import type { Results } from './results.ts';

/** What a figure of ours shall reach. */
interface Target {
  title: string;
  peer: PeerName;
  key: string;
  /** On the ratio to another peer's figure in the same run, or on the figure itself. */
  bound: number;
  /** The other peer. */
  to?: PeerName;
  more: boolean;
}

const HTTP = 'porthole http';
const TCP = 'porthole tcp';
/** The peer that most ratios are formed with. */
export const NGINX = 'nginx proxy';
const TLS_HTTP = 'porthole http, TLS';
const TLS_NGINX = 'nginx, TLS';
const CAPTURE_ON = 'porthole, capture on';
const CAPTURE_OFF = 'porthole, capture off';
const LONG_DIRECT = 'direct, 50 ms';
const LONG_HTTP = 'porthole http, 50 ms';
const LONG_TCP = 'porthole tcp, 50 ms';

const TARGETS: readonly Target[] = [
  { title: 'HTTP, requests/s', peer: HTTP, key: 'requests', bound: 0.6, to: NGINX, more: true },
  { title: 'TCP, requests/s', peer: TCP, key: 'requests', bound: 0.85, to: NGINX, more: true },
  { title: 'HTTP, one connection p50', peer: HTTP, key: 'oneP50', bound: 1.4, to: NGINX, more: false },
  { title: 'HTTP, p99 at 50 connections', peer: HTTP, key: 'p99', bound: 2, to: NGINX, more: false },
  { title: 'HTTP, 64 MiB file', peer: HTTP, key: 'download', bound: 0.6, to: NGINX, more: true },
  { title: 'TCP, 64 MiB file', peer: TCP, key: 'download', bound: 0.6, to: NGINX, more: true },
  { title: 'HTTP, new connection each request', peer: HTTP, key: 'close', bound: 0.28, to: NGINX, more: true },
  { title: 'HTTP, WebSocket echo', peer: HTTP, key: 'echo', bound: 0.5, to: NGINX, more: true },
  { title: 'HTTP, CPU s per 10,000 requests', peer: HTTP, key: 'cpu', bound: 0.3, more: false },
  { title: 'HTTP beside bulk, requests/s to those alone', peer: HTTP, key: 'smallRatio', bound: 0.35, more: true },
  { title: 'HTTP beside bulk, p50 to that alone', peer: HTTP, key: 'smallP50Ratio', bound: 4, more: false },
  { title: 'HTTP beside bulk, p99 ms', peer: HTTP, key: 'smallP99Beside', bound: 6, more: false },
  { title: 'HTTP, bulk beside small requests to that alone', peer: HTTP, key: 'bulkRatio', bound: 0.5, more: true },
  { title: 'HTTP, 512 MiB over 50 ms', peer: LONG_HTTP, key: 'linkLargeFile', bound: 0.8, to: LONG_DIRECT, more: true },
  { title: 'TCP, 512 MiB over 50 ms', peer: LONG_TCP, key: 'linkLargeFile', bound: 0.8, to: LONG_DIRECT, more: true },
  { title: 'HTTP over TLS, requests/s', peer: TLS_HTTP, key: 'tlsRequests', bound: 0.5, to: TLS_NGINX, more: true },
  {
    title: 'HTTP with requests captured, requests/s',
    peer: CAPTURE_ON,
    key: 'captureRequests',
    bound: 0.95,
    to: CAPTURE_OFF,
    more: true,
  },
  { title: 'KiB of memory per idle session', peer: HTTP, key: 'sessionResident', bound: 60, more: false },
  { title: 'KiB of memory per idle stream', peer: HTTP, key: 'streamResident', bound: 2, more: false },
];

export interface Verdict {
  title: string;
  bound: string;
  value: number;
  met: boolean;
}

/** Compares the results with the targets; what was not measured is left out. */
export function judge(results: Results): Verdict[] {
  return TARGETS.flatMap(({ title, peer, key, bound, to, more }) => {
    const value = to === undefined ? results.median(peer, key) : results.ratio(peer, to, key);
    if (value === undefined) return [];
    const unit = to === undefined ? '' : ` × ${to}`;
    return [
      { title, bound: `${more ? '≥' : '≤'} ${bound}${unit}`, value, met: more ? value >= bound : value <= bound },
    ];
  });
}
