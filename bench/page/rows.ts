import type { FirstRun } from './first-run.ts';
import type { Memory, MemorySample } from './memory.ts';
import type { Opened } from './time-to-usable.ts';
import { LONG_MS, type TraceResult } from './trace.ts';

const MIB = 1024 * 1024;
const FIRST_RUN_MS = 5_000;
const CLICKS = 2;
/** From the first paint on. */
const USABLE_MS = 500;
/** Of a screen with 60 Hz; the first and the last frame of a turn may be missing. */
const FRAMES = 58;
/** What grows by less than this from the first third of the samples to the last stays level. */
const GROWTH = 0.1;
/** Stays of each view that are shown and not judged, where there are enough: in three minutes the lists fill and V8 warms up (up to 1.5 MiB, measured; up to 0.6 in the 27 behind them). */
const WARM_UP = 4;

/** One line of the report. */
export interface Row {
  readonly what: string;
  readonly measured: string;
  readonly wanted: string;
  /** Undefined where nothing is wanted. */
  readonly met?: boolean;
}

export function firstRunRows(runs: readonly FirstRun[]): Row[] {
  const ms = median(runs.map((run) => run.ms));
  const slowest = Math.max(...runs.map((run) => run.ms));
  const clicks = Math.max(...runs.map((run) => run.clicks));
  return [
    {
      what: 'first run: from opening the page to an answer of the public URL, median and slowest',
      measured: `${ms.toFixed(0)} and ${slowest.toFixed(0)} ms`,
      wanted: `< ${FIRST_RUN_MS} ms`,
      met: ms < FIRST_RUN_MS,
    },
    { what: 'first run: clicks', measured: String(clicks), wanted: `≤ ${CLICKS}`, met: clicks <= CLICKS },
  ];
}

export function openedRows(when: string, opened: readonly Opened[]): Row[] {
  const of = (key: keyof Opened) => median(opened.map((one) => one[key]));
  // The field is often there before the first paint, which shows it.
  const wait = median(opened.map(({ usable, firstPaint }) => Math.max(0, usable - firstPaint)));
  return [
    {
      what: `${when}: from first paint until the Share field takes text`,
      measured: `${wait.toFixed(0)} ms`,
      wanted: `< ${USABLE_MS} ms`,
      met: wait < USABLE_MS,
    },
    {
      what: `${when}: from navigation to first paint, to that, and to the list of tunnels`,
      measured: `${of('firstPaint').toFixed(0)}, ${of('usable').toFixed(0)} and ${of('listed').toFixed(0)} ms`,
      wanted: '',
    },
  ];
}

/** What scrolling plain rows comes to, before and after the page's views: what this machine can draw at most. */
export function referenceRows(runs: readonly TraceResult[]): Row[] {
  const both = (of: (run: TraceResult) => number, digits: number) =>
    runs.map((run) => of(run).toFixed(digits)).join(' and ');
  return [
    {
      what: 'plain rows: frames a second while scrolled, before and after',
      measured: both(({ framesPerSecond }) => framesPerSecond, 0),
      wanted: '',
    },
    {
      what: 'plain rows: CPU of all threads a frame',
      measured: `${both(({ cpuPerFrame }) => cpuPerFrame, 1)} ms`,
      wanted: '',
    },
  ];
}

/**
 * Judged by the thread's own CPU time: what other programs took of the cores is not the page's doing.
 * @param plain the same for plain rows
 */
export function scrollRows(view: string, result: TraceResult, plain: readonly TraceResult[]): Row[] {
  const { framesPerSecond, cpuPerFrame, long, longest, busy } = result;
  const mean = (of: (run: TraceResult) => number) => plain.reduce((sum, run) => sum + of(run), 0) / plain.length;
  const ratio = framesPerSecond / mean((run) => run.framesPerSecond);
  const cost = cpuPerFrame / mean((run) => run.cpuPerFrame);
  return [
    {
      what: `${view}: frames a second while scrolled; as a share of plain rows`,
      measured: `${framesPerSecond.toFixed(0)}; ${ratio.toFixed(2)} ×`,
      wanted: '60',
      met: framesPerSecond >= FRAMES,
    },
    {
      what: `${view}: CPU of all threads a frame; as a multiple of plain rows`,
      measured: `${cpuPerFrame.toFixed(1)} ms; ${cost.toFixed(1)} ×`,
      wanted: '',
    },
    {
      what: `${view}: tasks with over ${LONG_MS} ms of CPU; by the clock`,
      measured: `${long.cpu}; ${long.wall}`,
      wanted: '0',
      met: long.cpu === 0,
    },
    {
      what: `${view}: longest task, CPU; by the clock`,
      measured: `${longest.cpu.cpu.toFixed(0)} ms (${longest.cpu.parts}); ${longest.wall.wall.toFixed(0)} ms`,
      wanted: '',
    },
    { what: `${view}: main thread busy`, measured: `${(100 * busy).toFixed(0)} %`, wanted: '' },
  ];
}

export function memoryRows({ tunnels, requests }: Memory): Row[] {
  return [...levelRows('Tunnels', tunnels), ...levelRows('Requests', requests)];
}

function levelRows(view: string, samples: readonly MemorySample[]): Row[] {
  const judged = samples.length >= 2 * WARM_UP ? samples.slice(WARM_UP) : samples;
  const third = Math.max(1, Math.floor(judged.length / 3));
  const row = (what: string, of: (sample: MemorySample) => number, digits: number): Row => {
    // The lowest: what comes and goes, as rows that were just replaced, is in some samples and not in others.
    const begin = Math.min(...judged.slice(0, third).map(of));
    const end = Math.min(...judged.slice(-third).map(of));
    return {
      what: `${view}: ${what}, lowest of the first and the last third; all ${samples.length}`,
      measured: `${begin.toFixed(digits)} and ${end.toFixed(digits)}; ${samples.map((sample) => of(sample).toFixed(digits)).join(' ')}`,
      wanted: 'level',
      met: end <= begin * (1 + GROWTH),
    };
  };
  return [
    row('JS heap in MiB', ({ heapBytes }) => heapBytes / MIB, 1),
    row('DOM nodes', ({ nodes }) => nodes, 0),
    row('event listeners', ({ listeners }) => listeners, 0),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
