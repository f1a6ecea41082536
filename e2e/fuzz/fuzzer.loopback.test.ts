import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { corpusOf } from './corpus.ts';
import { Fuzzer } from './fuzzer.ts';
import { FUZZ_TARGETS } from './targets.ts';
import { guardedTarget } from './testing-target.ts';

/** Enough for what a change has broken plainly. Before a release it is ten minutes each, by hand: `npm run fuzz`. */
const SECONDS = 20;
/** Always the same inputs, so that nobody's change is refused for what another has done and chance now finds. `npm run fuzz` takes others each time. */
const SEED = '1';
/** For the start of the program, on two busy cores. */
const START_MS = 60_000;
/** The guided search takes one to two seconds on a calm machine, and ten on a busy one; chance would take years. */
const SEARCH_SECONDS = 180;

const run = promisify(execFile);

describe('the fuzzer', () => {
  test('finds what chance alone would not', { timeout: (SEARCH_SECONDS + 10) * 1000 }, async () => {
    const options = { seconds: SEARCH_SECONDS, seed: 1, watched: /testing-target/ };
    const { crash } = await Fuzzer.run(guardedTarget, corpusOf(guardedTarget), options);
    expect(crash?.input.subarray(0, 4).toString('latin1')).toBe('fuz{');
  });
});

// In a program of its own: what the test runner does to modules would be watched too.
test.concurrent.each(FUZZ_TARGETS.map(({ name }) => name))(
  `%s: nothing is found in ${SECONDS} s`,
  { timeout: SECONDS * 1000 + START_MS },
  async (name) => {
    const args = [join(import.meta.dirname, 'main.ts'), '--seconds', String(SECONDS), '--only', name, '--seed', SEED];
    const { stdout } = await run(process.execPath, args);
    const runs = Number(/^[\w-]+: (\d+) inputs, /.exec(stdout)?.[1]);
    expect(runs).toBeGreaterThan(SECONDS);
  },
);
