import type { Random } from './random.ts';

/** Bytes of an input: what is longer is read in pieces anyway, and takes the time of many short ones. */
const MAX_INPUT = 8 * 1024;
/** Mutations of one input at most. */
const MAX_STEPS = 6;
/** Bytes at which readers of numbers, lengths and texts change their mind. */
const EDGES = [0, 1, 9, 10, 13, 32, 0x2c, 0x3a, 0x3b, 0x7e, 0x7f, 0x80, 0xfe, 0xff] as const;

type Mutation = (input: Buffer, random: Random, others: readonly Buffer[], words: readonly string[]) => Buffer;

const splice = (input: Buffer, at: number, drop: number, insert: Buffer) =>
  Buffer.concat([input.subarray(0, at), insert, input.subarray(at + drop)]);
const place = (input: Buffer, random: Random) => random.below(input.length + 1);
const changed = (input: Buffer, at: number, value: number) => {
  const copy = Buffer.from(input);
  if (at < copy.length) copy[at] = value;
  return copy;
};

const MUTATIONS: readonly Mutation[] = [
  // A bit, a byte, an edge.
  (input, random) => {
    const at = random.below(input.length || 1);
    return changed(input, at, (input[at] ?? 0) ^ (1 << random.below(8)));
  },
  (input, random) => changed(input, random.below(input.length || 1), random.below(256)),
  (input, random) => changed(input, random.below(input.length || 1), random.pick(EDGES)),
  (input, random) => splice(input, place(input, random), 0, Buffer.of(random.pick(EDGES))),
  // A piece away, twice, at another place.
  (input, random) => splice(input, place(input, random), 1 + random.below(16), Buffer.alloc(0)),
  (input, random) => {
    const from = place(input, random);
    const piece = input.subarray(from, from + 1 + random.below(64));
    return splice(input, place(input, random), 0, piece);
  },
  (input, random) => input.subarray(0, place(input, random)),
  // A word of the format, a piece of another input.
  (input, random, _others, words) => splice(input, place(input, random), 0, wordOf(random, words)),
  (input, random, _others, words) => splice(input, place(input, random), 1 + random.below(8), wordOf(random, words)),
  (input, random, others) => {
    const other = random.pick(others);
    return Buffer.concat([input.subarray(0, place(input, random)), other.subarray(place(other, random))]);
  },
  // Much of the same.
  (input, random) => {
    const from = place(input, random);
    const piece = input.subarray(from, from + 1 + random.below(8));
    return splice(input, from, 0, Buffer.concat(Array(1 + random.below(128)).fill(piece)));
  },
];

function wordOf(random: Random, words: readonly string[]): Buffer {
  return words.length === 0 ? Buffer.of(random.below(256)) : Buffer.from(random.pick(words), 'latin1');
}

/** Changes an input in a few random ways, with what other inputs and the format's own words offer. */
export function mutate(input: Buffer, random: Random, others: readonly Buffer[], words: readonly string[]): Buffer {
  let mutant = input;
  for (let steps = 1 + random.below(MAX_STEPS); steps > 0; steps--) {
    mutant = random.pick(MUTATIONS)(mutant, random, others, words);
  }
  return mutant.subarray(0, MAX_INPUT);
}
