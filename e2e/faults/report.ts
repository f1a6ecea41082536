import { formatTable } from '../../bench/report/format-table.ts';
import type { Fault } from './fault.ts';
import type { FaultReport, Left } from './run-fault.ts';
import type { Trial, TrialResult } from './trial.ts';

const KIB = 1024;

const FAULT_HEAD = [
  'what breaks',
  'how it is made',
  'rounds',
  'came whole',
  'ended, and its visitor saw it',
  'wrong or hung',
  'back after: median, longest',
  'left behind after all rounds',
];

/** @param outcome the report; why it was not run; or how it failed */
export function faultRow({ title, how }: Fault, outcome: FaultReport | string | Error): string[] {
  if (typeof outcome === 'string') return [title, how, `not run: ${outcome}`, '', '', '', '', ''];
  if (outcome instanceof Error) return [title, how, `FAILED: ${oneLine(outcome)}`, '', '', '', '', ''];
  const { rounds, flights, backMs, left } = outcome;
  return [
    title,
    how,
    String(rounds),
    String(flights.whole),
    String(flights.ended),
    String(flights.wrong + flights.hung),
    `${milliseconds(backMs[backMs.length >> 1])}, ${milliseconds(backMs.at(-1))}`,
    describeLeft(left, rounds),
  ];
}

/** The row of a table in the document that begins with this title, where a run leaves it as it is. */
export function keptRow(document: string, title: string): string[][] {
  const line = document.split('\n').find((each) => each.startsWith(`| ${title} |`));
  return line === undefined ? [] : [line.slice(2, -2).split(' | ')];
}

const TRIAL_HEAD = ['what the machine refuses', 'what happens', 'back after'];

export function trialRow({ title }: Trial, outcome: TrialResult | string | Error): string[] {
  if (typeof outcome === 'string') return [title, `not run: ${outcome}`, ''];
  if (outcome instanceof Error) return [title, `FAILED: ${oneLine(outcome)}`, ''];
  return [title, outcome.seen, milliseconds(outcome.backMs)];
}

export function faultsReport(faults: readonly (readonly string[])[], trials: readonly (readonly string[])[]): string {
  return `${formatTable(FAULT_HEAD, faults)}\n\n${formatTable(TRIAL_HEAD, trials)}`;
}

function describeLeft({ bytes, ...counts }: Left, rounds: number): string {
  const kept = Object.entries(counts).map(([what, count]) => `${signed(count, 0)} ${what}`);
  return `${kept.join(', ')}; ${signed(bytes / KIB / rounds, 1)} KiB of memory a round`;
}

function signed(value: number, digits: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

function milliseconds(value = Number.NaN): string {
  return value < 1_000 ? `${Math.round(value)} ms` : `${(value / 1_000).toFixed(1)} s`;
}

/** A cell of a table has one line and no bars. */
function oneLine({ message }: Error): string {
  return message.replaceAll(/\s+/g, ' ').replaceAll('|', '/').slice(0, 200);
}
