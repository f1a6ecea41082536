import { formatTable } from '../../bench/report/format-table.ts';
import type { Scene } from '../faults/scene.ts';
import type { Load } from './load.ts';
import { slopeOf } from './slope.ts';

const MIB = 1024 ** 2;
/** What comes before is warm-up: optimised code and its caches. */
const WARM_UP = 0.25;
/** What memory may grow by over all of the run behind the warm-up, MiB: the noise between two collections, not a leak that a longer run would multiply. */
const LEVEL_MIB = 8;
/** Connections come and go; a leak leaves one at each of hundreds of transfers. */
const LEVEL_FILES = 20;

/** What was held at one moment, and how fast small requests were since the moment before. */
export interface Sample {
  readonly minute: number;
  readonly exitMib: number;
  readonly clientMib: number;
  readonly exitFiles: number;
  readonly clientFiles: number;
  readonly streams: number;
  readonly p50: number;
  readonly p99: number;
}

export async function takeSample(scene: Scene, load: Load, minute: number): Promise<Sample> {
  const durations = load.takeDurations();
  const { exit, client, streams } = await scene.holdings();
  const quantile = (part: number) => durations[Math.floor(durations.length * part)] ?? Number.NaN;
  return {
    minute,
    exitMib: exit.usedBytes / MIB,
    clientMib: client.usedBytes / MIB,
    exitFiles: exit.files,
    clientFiles: client.files,
    streams,
    p50: quantile(0.5),
    p99: quantile(0.99),
  };
}

/** What does not hold: something wrong or hung, or a line behind the warm-up that is not level. */
export function verdictOf(samples: readonly Sample[], { faults }: Pick<Load, 'faults'>): string[] {
  const late = samples.slice(Math.floor(samples.length * WARM_UP));
  const minutes = (late.at(-1)?.minute ?? 0) - (late[0]?.minute ?? 0);
  const growth = (key: keyof Sample) =>
    slopeOf(late.map((sample) => ({ at: sample.minute, value: sample[key] }))) * minutes;
  const limits = { exitMib: LEVEL_MIB, clientMib: LEVEL_MIB, exitFiles: LEVEL_FILES, clientFiles: LEVEL_FILES };
  const rising = Object.entries(limits)
    .filter(([key, limit]) => growth(key as keyof Sample) > limit)
    .map(([key]) => `${key} is not level: +${growth(key as keyof Sample).toFixed(1)} in ${minutes.toFixed(0)} min`);
  return [...faults, ...rising];
}

const HEAD = [
  'minute',
  'exit server, MiB in use',
  'client, MiB in use',
  'exit server, open files',
  'client, open files',
  'streams',
  'small request p50, ms',
  'p99, ms',
];

export function soakReport(
  samples: readonly Sample[],
  { flights, requests, failed }: Load,
  cuts: number,
  problems: readonly string[],
): string {
  const rows = samples.map((sample) => [
    sample.minute.toFixed(1),
    sample.exitMib.toFixed(1),
    sample.clientMib.toFixed(1),
    String(sample.exitFiles),
    String(sample.clientFiles),
    String(sample.streams),
    sample.p50.toFixed(1),
    sample.p99.toFixed(1),
  ]);
  const { whole, ended, wrong, hung } = flights;
  return [
    `${whole} transfers came whole with the right checksum, ${ended} ended so that their visitor saw it, ${wrong} were wrong and ${hung} hung; ${requests} small requests were answered and`,
    `${failed} failed. The link was cut ${cuts} times in the middle of a frame. ${problems.length === 0 ? 'Memory and files are level behind the first quarter.' : `Problems: ${problems.join('; ')}.`}`,
    '',
    formatTable(HEAD, rows),
  ].join('\n');
}
