import { COLUMNS, type Column } from '../measures.ts';
import type { Circumstances } from './circumstances.ts';
import type { Results } from './results.ts';
import { judge, YARDSTICK } from './targets.ts';

/** Returns the report of a run as Markdown: the figures with ratios to nginx, the targets, and under what circumstances. */
export function markdownReport(results: Results, circumstances: Circumstances): string {
  return [
    '# Benchmark',
    '',
    `Medians of ${circumstances.runs} interleaved runs of ${circumstances.seconds} s; in brackets the ratio to nginx in the same run.`,
    'Everything on loopback and sharing the processors, load generators included: compare within this table only.',
    '',
    figuresTable(results),
    '',
    verdictTable(results),
    '',
    ...[...results.doubts].map((doubt) => `Doubtful: ${doubt}.\n`),
    ...circumstanceLines(circumstances),
    '',
  ].join('\n');
}

function figuresTable(results: Results): string {
  const columns = COLUMNS.filter(({ key }) => results.peers.some((peer) => results.samples(peer, key).length > 0));
  const rows = results.peers.map((peer) => [peer, ...columns.map((column) => cell(results, peer, column))]);
  return table(['through', ...columns.map(({ title }) => title)], rows);
}

function cell(results: Results, peer: string, { key, digits }: Column): string {
  const median = results.median(peer, key);
  if (median === undefined) return '';
  const ratio = peer === YARDSTICK ? undefined : results.ratio(peer, YARDSTICK, key);
  return `${format(median, digits)}${ratio === undefined ? '' : ` (${ratio.toFixed(2)})`}`;
}

function verdictTable(results: Results): string {
  const rows = judge(results).map(({ title, bound, value, met }) => [
    title,
    bound,
    value.toFixed(2),
    met ? 'met' : '**missed**',
  ]);
  return table(['target', 'bound', 'measured', ''], rows);
}

function table(head: string[], rows: string[][]): string {
  const lines = [head, head.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function format(value: number, digits: number): string {
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function circumstanceLines({ startedAt, machine, loadBefore, versions }: Circumstances): string[] {
  return [
    `- ${startedAt}, ${machine}`,
    `- load average before the start: ${loadBefore.map((load) => load.toFixed(2)).join(', ')}`,
    `- ${Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', ')}`,
  ];
}
