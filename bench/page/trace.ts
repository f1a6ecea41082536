import type { CDPSession } from '@playwright/test';

/** Longer tasks keep a person waiting (W3C Long Tasks, 50 ms). */
export const LONG_MS = 50;
const US_PER_MS = 1_000;
const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
  'disabled-by-default-devtools.timeline',
];
/** Parts of the longest task that are named. */
const NAMED = 4;

/** One event of Chromium's trace; times in µs. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  /** CPU time of the thread: without what other programs took of the core. */
  readonly tdur?: number;
  readonly tid: number;
  readonly pid: number;
  readonly args?: { readonly name?: string };
}

/** A task of the page's main thread, ms. */
export interface Task {
  /** What a person waits, with what other programs took of the core. */
  readonly wall: number;
  readonly cpu: number;
  /** The longest of what it did, e.g. `Layout 12 ms`. */
  readonly parts: string;
}

export interface TraceResult {
  /** What the compositor drew. */
  readonly framesPerSecond: number;
  /** What a drawn frame cost, CPU ms of all of Chromium's threads: it says more than frames a second where others have a share of the cores. */
  readonly cpuPerFrame: number;
  /** The longest by wall time, and by CPU time. */
  readonly longest: { readonly wall: Task; readonly cpu: Task };
  /** How many tasks were over LONG_MS. */
  readonly long: { readonly wall: number; readonly cpu: number };
  /** Share of the time in which the page's main thread worked, by CPU time. */
  readonly busy: number;
}

/** Lets Chromium trace itself while `act` runs, and says how smooth the page was. */
export async function trace(session: CDPSession, act: () => Promise<void>): Promise<TraceResult> {
  const events: TraceEvent[] = [];
  const take = ({ value }: { value: object[] }) => {
    // One by one: a call with a hundred thousand arguments overflows the stack.
    for (const event of value) events.push(event as TraceEvent);
  };
  session.on('Tracing.dataCollected', take);
  const done = new Promise<void>((resolve) => session.once('Tracing.tracingComplete', () => resolve()));
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: CATEGORIES },
  });
  await act();
  await session.send('Tracing.end');
  await done;
  session.off('Tracing.dataCollected', take);
  return read(events);
}

function read(events: readonly TraceEvent[]): TraceResult {
  const thread = mainThread(events);
  const own = events.filter(({ ph, pid, tid }) => ph === 'X' && pid === thread.pid && tid === thread.tid);
  const tasks = own.filter(({ name }) => name === 'RunTask');
  const times = tasks.map(({ ts }) => ts);
  const seconds = (times.reduce((a, b) => Math.max(a, b), 0) - times.reduce((a, b) => Math.min(a, b))) / 1_000_000;
  const frames = events.filter(({ name, pid }) => name === 'DrawFrame' && pid === thread.pid).length;
  const longest = (by: 'dur' | 'tdur') =>
    tasks.reduce((one, other) => ((other[by] ?? 0) > (one[by] ?? 0) ? other : one));
  const long = (by: 'dur' | 'tdur') => tasks.filter((task) => (task[by] ?? 0) > LONG_MS * US_PER_MS).length;
  return {
    framesPerSecond: frames / seconds,
    cpuPerFrame: cpuOf(events) / frames,
    longest: { wall: told(longest('dur'), own), cpu: told(longest('tdur'), own) },
    long: { wall: long('dur'), cpu: long('tdur') },
    busy: tasks.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / 1_000_000 / seconds,
  };
}

/** CPU time of all threads, ms. */
function cpuOf(events: readonly TraceEvent[]): number {
  const work = events.filter(({ ph, name }) => ph === 'X' && (name === 'RunTask' || name === 'ThreadPool_RunTask'));
  return work.reduce((sum, { tdur = 0 }) => sum + tdur, 0) / US_PER_MS;
}

function told(task: TraceEvent, own: readonly TraceEvent[]): Task {
  const end = task.ts + (task.dur ?? 0);
  const within = own.filter((event) => event !== task && event.ts >= task.ts && event.ts + (event.dur ?? 0) <= end);
  const sums = new Map<string, number>();
  for (const { name, tdur = 0 } of within) sums.set(name, (sums.get(name) ?? 0) + tdur / US_PER_MS);
  const parts = [...sums].sort(([, one], [, other]) => other - one).slice(0, NAMED);
  return {
    wall: (task.dur ?? 0) / US_PER_MS,
    cpu: (task.tdur ?? 0) / US_PER_MS,
    parts: parts.map(([name, ms]) => `${name} ${ms.toFixed(0)}`).join(', '),
  };
}

/** The busiest main thread of a renderer is the page's; there may be a spare one. */
function mainThread(events: readonly TraceEvent[]): { pid: number; tid: number } {
  const threads = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const work = ({ pid, tid }: TraceEvent) =>
    events
      .filter((event) => event.pid === pid && event.tid === tid && event.name === 'RunTask')
      .reduce((sum, { tdur = 0 }) => sum + tdur, 0);
  const [busiest] = threads.toSorted((one, other) => work(other) - work(one));
  if (busiest === undefined) throw new Error('Chromium traced no page.');
  return busiest;
}
