import { formatTable } from '../../bench/report/format-table.ts';
import type { Holding, Passage, Restart, ScaleResult } from './scale-result.ts';

const KIB = 1024;
const MIB = 1024 ** 2;
/** When all clients must be back. */
const BACK_WITHIN_MS = 30_000;
/** What one more may take of the exit server's memory in use, KiB: about twice what it does take, so that only what has changed is met. */
const MOST_KIB: Readonly<Record<string, number>> = {
  clients: 80,
  'idle connections of visitors': 12,
  'streams of one session': 12,
};
/** With fewer the memory that code takes when it first runs is no small part of each. */
const ENOUGH_TO_JUDGE = 500;
/** Memory that may stay when visitors and streams have gone: what optimised code and its caches take. */
const SPARE_MIB = 16;
/** A herd: so large a part of all clients in one tenth of a second. What comes without one is spread over a second and more. */
const HERD_PART = 0.25;
const HERD_MS = 100;

/** What does not hold. */
export function scaleProblems({ holdings, restarts, size }: ScaleResult): string[] {
  const large = holdings.flatMap((holding, index) => {
    const [most, took] = [MOST_KIB[holding.title], eachKib(holding, holdings[index - 1])];
    return most !== undefined && holding.count >= ENOUGH_TO_JUDGE && took.used > most
      ? [`${holding.title} take ${took.used.toFixed(0)} KiB each`]
      : [];
  });
  const left = holdings.flatMap(({ title, count, held }, index) => {
    const before = holdings[index - 2];
    if (count > 0 || !title.startsWith('the ') || before === undefined) return [];
    const more = (held.exit.usedBytes - before.held.exit.usedBytes) / MIB;
    return more > SPARE_MIB ? [`${title}, and the exit server holds ${more.toFixed(1)} MiB more than before them`] : [];
  });
  const late = restarts.flatMap(({ title, greenMs }) =>
    (greenMs.at(-1) ?? 0) > BACK_WITHIN_MS
      ? [`${title}: the last client is back after ${seconds(greenMs.at(-1))}`]
      : [],
  );
  const herds = restarts.flatMap(({ title, dialMs }) =>
    mostWithin(dialMs, HERD_MS) > HERD_PART * size.clients && size.clients >= ENOUGH_TO_JUDGE
      ? [`${title}: ${mostWithin(dialMs, HERD_MS)} clients came within ${HERD_MS} ms`]
      : [],
  );
  return [...large, ...left, ...late, ...herds];
}

export function scaleReport(result: ScaleResult, problems: readonly string[]): string {
  const { size, counts, holdings, passages, restarts, restingPart } = result;
  const { clients, httpTunnels } = size;
  return [
    `${count(clients)} clients with ${httpTunnels} HTTP tunnels and a TCP tunnel each, over TLS; ${count(counts.visitors)} visitors; ${count(counts.streams)} streams of one session. All bytes were right.`,
    `While its clients only wait, the exit server takes ${(restingPart * 100).toFixed(1)} % of a core for their pings and probes.`,
    ...(problems.length === 0 ? [] : ['', `**Problems: ${problems.join('; ')}.**`]),
    '',
    formatTable(
      HOLDING_HEAD,
      holdings.map((holding, index) => holdingRow(holding, holdings[index - 1])),
    ),
    '',
    formatTable(PASSAGE_HEAD, passages.map(passageRow)),
    '',
    formatTable(
      RESTART_HEAD,
      restarts.map((restart) => restartRow(restart)),
    ),
  ].join('\n');
}

const HOLDING_HEAD = [
  'what is held',
  'exit server, MiB in use',
  'MiB resident',
  'files',
  'one of them, KiB in use',
  'KiB resident',
  'all client programs, MiB in use',
];

function holdingRow(holding: Holding, before: Holding | undefined): string[] {
  const { title, held } = holding;
  const each = eachKib(holding, before);
  return [
    holding.count > 0 ? `and ${count(holding.count)} ${title}` : title,
    (held.exit.usedBytes / MIB).toFixed(1),
    (held.exit.residentBytes / MIB).toFixed(1),
    count(held.exit.files),
    holding.count > 0 ? each.used.toFixed(1) : '',
    holding.count > 0 ? each.resident.toFixed(1) : '',
    (held.clients.usedBytes / MIB).toFixed(1),
  ];
}

/** What one more of them takes. */
function eachKib({ held, count: many }: Holding, before: Holding | undefined): { used: number; resident: number } {
  if (many === 0 || before === undefined) return { used: 0, resident: 0 };
  const of = (key: 'usedBytes' | 'residentBytes') => (held.exit[key] - before.held.exit[key]) / KIB / many;
  return { used: of('usedBytes'), resident: of('residentBytes') };
}

const PASSAGE_HEAD = [
  'what happens',
  'all of it',
  'each: median, longest',
  'CPU of the exit server',
  'its longest stall',
  'CPU of all client programs',
];

function passageRow({ title, times, held }: Passage): string[] {
  return [title, seconds(times.all), middleAndLast(times.each), ...cost(held)];
}

const RESTART_HEAD = [
  'the exit server is away',
  'clients whose tunnels are open again: median, last',
  'whose tunnels are proved from outside: median, last',
  'tries to connect',
  'most within 0.1 s',
  'CPU of the exit server',
  'its longest stall',
  'CPU of all client programs',
];

function restartRow({ title, openMs, greenMs, dialMs, held }: Restart): string[] {
  const tries = [count(dialMs.length), count(mostWithin(dialMs, HERD_MS))];
  return [title, middleAndLast(openMs), middleAndLast(greenMs), ...tries, ...cost(held)];
}

function cost({ exit, clients }: Holding['held']): string[] {
  return [seconds(exit.cpuMs), `${exit.longestStallMs.toFixed(0)} ms`, seconds(clients.cpuMs)];
}

function middleAndLast(ms: readonly number[]): string {
  return `${seconds(ms[ms.length >> 1])}, ${seconds(ms.at(-1))}`;
}

/** How many of these moments, in rising order, fall into the time that has most of them. */
function mostWithin(moments: readonly number[], ms: number): number {
  let most = 0;
  let first = 0;
  moments.forEach((moment, index) => {
    while (moment - (moments[first] ?? 0) >= ms) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

function seconds(ms: number | undefined): string {
  if (ms === undefined) return '—';
  return ms < 1_000 ? `${ms.toFixed(0)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}

function count(many: number): string {
  return many.toLocaleString('en');
}
