import { formatMeasured } from './format-measured.ts';
import { formatTable } from './format-table.ts';
import type { Results } from './results.ts';
import { judge, NGINX } from './targets.ts';

const ROWS = [
  { peer: 'porthole http', title: 'Porthole, HTTP tunnel' },
  { peer: 'porthole tcp', title: 'Porthole, TCP tunnel' },
  { peer: 'ssh -R', title: '`ssh -R`' },
];

const COLUMNS = [
  { key: 'requests', title: 'requests/s, 50 connections' },
  { key: 'p99', title: 'p99' },
  { key: 'oneP50', title: 'one connection, p50' },
  { key: 'download', title: '64 MiB file, MB/s' },
  { key: 'echo', title: 'WebSocket echo, messages/s' },
];

/** The short table of README.md, as ratios to nginx, and the targets that were missed. */
export function readmeTable(results: Results): string {
  const rows = ROWS.filter(({ peer }) => results.peers.includes(peer)).map(({ peer, title }) => [
    title,
    ...COLUMNS.map(({ key }) => formatRatio(results.ratio(peer, NGINX, key))),
  ]);
  const missed = judge(results).filter(({ met }) => !met);
  const verdicts = missed.map(
    ({ title, bound, value }) => `${title}: ${formatMeasured(value, bound)}, wanted ${bound}`,
  );
  return [
    formatTable(['', ...COLUMNS.map(({ title }) => title)], rows),
    '',
    '![The same as bars](docs/pictures/bench.svg)',
    '',
    missed.length === 0
      ? 'All our targets were met in that run.'
      : `Targets missed in that run: ${verdicts.join('; ')}.`,
  ].join('\n');
}

/** Two significant digits. */
function formatRatio(ratio: number | undefined): string {
  if (ratio === undefined) return '';
  return `${ratio < 1 ? ratio.toFixed(2) : ratio.toLocaleString('en', { maximumSignificantDigits: 2 })} ×`;
}
