import type { Results } from './results.ts';

/** What a figure of ours shall reach. */
interface Target {
  title: string;
  peer: string;
  key: string;
  /** The bound, on the ratio to nginx, or on the figure itself. */
  bound: number;
  of: 'ratio' | 'figure';
  more: boolean;
}

/** The peer that ratios are formed with. */
export const YARDSTICK = 'nginx proxy';

const HTTP = 'porthole http';
const TCP = 'porthole tcp';

const TARGETS: readonly Target[] = [
  { title: 'HTTP, requests/s', peer: HTTP, key: 'requests', bound: 0.6, of: 'ratio', more: true },
  { title: 'TCP, requests/s', peer: TCP, key: 'requests', bound: 0.85, of: 'ratio', more: true },
  { title: 'HTTP, one connection p50', peer: HTTP, key: 'oneP50', bound: 1.4, of: 'ratio', more: false },
  { title: 'HTTP, p99 at 50 connections', peer: HTTP, key: 'p99', bound: 2, of: 'ratio', more: false },
  { title: 'HTTP, 64 MiB file', peer: HTTP, key: 'download', bound: 0.6, of: 'ratio', more: true },
  { title: 'TCP, 64 MiB file', peer: TCP, key: 'download', bound: 0.6, of: 'ratio', more: true },
  { title: 'HTTP, new connection each request', peer: HTTP, key: 'close', bound: 0.28, of: 'ratio', more: true },
  { title: 'HTTP, WebSocket echo', peer: HTTP, key: 'echo', bound: 0.5, of: 'ratio', more: true },
  { title: 'HTTP, CPU s per 10,000 requests', peer: HTTP, key: 'cpu', bound: 0.3, of: 'figure', more: false },
];

export interface Verdict {
  title: string;
  bound: string;
  value: number;
  met: boolean;
}

/** Compares the results with the targets; what was not measured is left out. */
export function judge(results: Results): Verdict[] {
  return TARGETS.flatMap(({ title, peer, key, bound, of, more }) => {
    const value = of === 'ratio' ? results.ratio(peer, YARDSTICK, key) : results.median(peer, key);
    if (value === undefined) return [];
    const unit = of === 'ratio' ? ' × nginx' : '';
    return [
      { title, bound: `${more ? '≥' : '≤'} ${bound}${unit}`, value, met: more ? value >= bound : value <= bound },
    ];
  });
}
