import { parseArgs } from 'node:util';
import type { Measure } from './measure/measure.ts';
import { MEASURES } from './measure/measures.ts';
import { PEER_NAMES } from './peers/start-peer.ts';

export interface BenchOptions {
  runs: number;
  /** Of each load in each run. */
  seconds: number;
  /** What is measured, of which peers. */
  measures: readonly Measure[];
  /** Whether it is the whole benchmark at its usual length, whose results are worth keeping. */
  complete: boolean;
}

const RUNS = 5;
const SECONDS = 3;

/** Reads the command line. Throws an Error that says what is wrong with it. */
export function readOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    options: {
      runs: { type: 'string', default: String(RUNS) },
      seconds: { type: 'string', default: String(SECONDS) },
      /** One short run: shows that it works, not how fast it is. */
      quick: { type: 'boolean', default: false },
      /** Measures to take, by name. */
      only: { type: 'string' },
      /** Peers to take them of, by a part of their names. */
      peers: { type: 'string' },
    },
  });
  const runs = values.quick ? 1 : atLeastOne('--runs', values.runs);
  const seconds = values.quick ? 1 : atLeastOne('--seconds', values.seconds);
  const complete = values.only === undefined && values.peers === undefined && runs >= RUNS && seconds >= SECONDS;
  return { runs, seconds, measures: chosenMeasures(values.only, values.peers), complete };
}

function chosenMeasures(only: string | undefined, peers: string | undefined): Measure[] {
  const known = MEASURES.map(({ name }) => name);
  const names = only?.split(',') ?? known;
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only: there is no "${unknown}", only ${known.join(', ')}`);
  const parts = peers?.split(',') ?? [''];
  const stray = parts.find((part) => !PEER_NAMES.some((name) => name.includes(part)));
  if (stray !== undefined) throw new Error(`--peers: none is called "${stray}", only ${PEER_NAMES.join(', ')}`);
  const isChosen = (peer: string) => parts.some((part) => peer.includes(part));
  return MEASURES.filter(({ name }) => names.includes(name))
    .map((measure) => ({ ...measure, peers: measure.peers.filter(isChosen) }))
    .filter((measure) => measure.peers.length > 0);
}

/** wrk takes whole seconds. */
function atLeastOne(flag: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${flag}: "${text}" is no whole number above 0`);
  return value;
}
