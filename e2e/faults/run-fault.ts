import type { Held } from '../fixtures/collect-on-signal.ts';
import { type Fault, judge, ROUNDS, strikeOnce } from './fault.ts';
import type { Verdict } from './flight.ts';
import { type Holdings, Scene } from './scene.ts';

/** Rounds before the first count: what code takes when it first runs is not counted. */
const FIRST_ROUNDS = 2;
/** How many more of a kind may be held in the end: probes that run just then, and connections that are kept for the next one. */
const SPARE = 10;
/** How much more memory may be held in the end: what optimised code and its caches take, which are not full after two rounds. */
const SPARE_BYTES = 8 * 1024 * 1024;

/** What many rounds of a fault gave. */
export interface FaultReport {
  readonly rounds: number;
  readonly flights: Readonly<Record<Verdict, number>>;
  /** ms of each round until all worked again, in rising order. */
  readonly backMs: readonly number[];
  readonly left: Left;
}

/** What is held after all rounds beyond what was held before them, by the programs that lived through them. */
export interface Left {
  readonly streams: number;
  readonly sockets: number;
  readonly timers: number;
  readonly files: number;
  readonly bytes: number;
}

/** Strikes again and again. Rejects where a round does not give what the fault allows, or where too much is left behind. */
export async function runFault(fault: Fault, wanted: number | undefined): Promise<FaultReport> {
  await using scene = await Scene.start({ movableClock: fault.needsClock ?? false });
  const rounds = wanted ?? fault.rounds ?? ROUNDS[fault.allows];
  const flights = { whole: 0, ended: 0, wrong: 0, hung: 0 };
  const backMs: number[] = [];
  const strike = async () => {
    const round = await strikeOnce(fault, scene);
    for (const { verdict } of round.landings) flights[verdict] += 1;
    backMs.push(round.backMs);
    judge(fault, round);
  };
  for (let round = 0; round < Math.min(FIRST_ROUNDS, rounds); round += 1) await strike();
  const before = await count(scene);
  for (let round = FIRST_ROUNDS; round < rounds; round += 1) await strike();
  const left = leftBehind(before, await count(scene));
  const { bytes, ...counts } = left;
  if (bytes > SPARE_BYTES || Math.max(...Object.values(counts)) > SPARE) {
    throw new Error(`After ${rounds} rounds too much is left: ${JSON.stringify(left)}`);
  }
  return { rounds, flights, backMs: backMs.sort((a, b) => a - b), left };
}

interface Counted extends Holdings {
  readonly pids: { readonly exit: number | undefined; readonly client: number | undefined };
}

async function count(scene: Scene): Promise<Counted> {
  await scene.untilAtRest();
  const pids = { exit: scene.exit.program.pid, client: scene.client.pid };
  return { ...(await scene.holdings()), pids };
}

/** A program that was started anew begins with nothing: only those that lived on can have left something behind. */
function leftBehind(before: Counted, after: Counted): Left {
  const lived = (['exit', 'client'] as const).filter((who) => before.pids[who] === after.pids[who]);
  const more = (of: (held: Held) => number) => lived.reduce((sum, who) => sum + of(after[who]) - of(before[who]), 0);
  return {
    streams: after.streams - before.streams,
    sockets: more(({ resources }) => resources.TCPSocketWrap ?? 0),
    timers: more(({ resources }) => resources.Timeout ?? 0),
    files: more(({ files }) => files),
    bytes: more(({ usedBytes }) => usedBytes),
  };
}
