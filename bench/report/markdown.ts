import type { Circumstances } from './circumstances.ts';
import { formatMeasured } from './format-measured.ts';
import { formatTable } from './format-table.ts';
import type { Results } from './results.ts';
import { type Column, TABLES, type Table } from './tables.ts';
import { judge } from './targets.ts';

/** Returns the report of a run as Markdown: the figures by tables, the targets, and under what circumstances. */
export function markdownReport(results: Results, circumstances: Circumstances): string {
  const tables = TABLES.flatMap((table) => figuresTable(results, table));
  const verdicts = verdictTable(results);
  return [
    '# Benchmark',
    '',
    `Medians of ${circumstances.runs} interleaved runs of ${circumstances.seconds} s.`,
    'Everything on loopback and sharing the processors, load generators included: compare within this report only.',
    '',
    ...tables,
    ...(verdicts === undefined ? [] : ['## Targets', '', verdicts, '']),
    ...[...results.doubts].map((doubt) => `Doubtful: ${doubt}.\n`),
    ...circumstanceLines(circumstances),
    '',
  ].join('\n');
}

/** Lines of one table, none when nothing of it was measured. */
function figuresTable(results: Results, table: Table): string[] {
  const isMeasured = (peer: string, { key }: Column) => results.samples(peer, key).length > 0;
  const columns = table.columns.filter((column) => results.peers.some((peer) => isMeasured(peer, column)));
  const peers = results.peers.filter((peer) => columns.some((column) => isMeasured(peer, column)));
  if (peers.length === 0) return [];
  const rows = peers.map((peer) => [peer, ...columns.map((column) => cell(results, peer, column, table.yardstick))]);
  const head = ['through', ...columns.map(({ title }) => title)];
  return [`## ${table.title}`, '', table.note, '', formatTable(head, rows), ''];
}

function cell(results: Results, peer: string, { key, digits }: Column, yardstick: string | undefined): string {
  const median = results.median(peer, key);
  if (median === undefined) return '';
  const ratio = yardstick === undefined || peer === yardstick ? undefined : results.ratio(peer, yardstick, key);
  return `${format(median, digits)}${ratio === undefined ? '' : ` (${ratio.toFixed(2)})`}`;
}

function verdictTable(results: Results): string | undefined {
  const rows = judge(results).map(({ title, bound, value, met }) => [
    title,
    bound,
    formatMeasured(value, bound),
    met ? 'met' : '**missed**',
  ]);
  return rows.length === 0 ? undefined : formatTable(['target', 'bound', 'measured', ''], rows);
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
