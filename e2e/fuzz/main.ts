/**
 * Runs readers of strangers' bytes with inputs that nobody thought of.
 *
 *     npm run fuzz -- [--seconds 600] [--only yamux,proxy-header] [--seed 1]
 *
 * For so many seconds each. What fails is written to e2e/fuzz/corpus/TARGET/: keep the file, and it is a test from then on.
 */
import { parseArgs } from 'node:util';
import { corpusOf, saveCrash } from './corpus.ts';
import { Fuzzer } from './fuzzer.ts';
import { FUZZ_TARGETS } from './targets.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '600' }, only: { type: 'string' }, seed: { type: 'string' } },
});
const seconds = Number(values.seconds);
const only = values.only?.split(',');
const targets = FUZZ_TARGETS.filter(({ name }) => only === undefined || only.includes(name));
if (!(seconds > 0) || targets.length === 0) {
  console.error(`usage: npm run fuzz -- [--seconds 600] [--only ${FUZZ_TARGETS.map(({ name }) => name).join(',')}]`);
  process.exit(2);
}
const seed = values.seed === undefined ? Date.now() : Number(values.seed);
for (const target of targets) {
  const { runs, kept, blocks, crash } = await Fuzzer.run(target, corpusOf(target), { seconds, seed });
  console.log(`${target.name}: ${runs} inputs, ${kept} of them new to ${blocks} blocks of code, seed ${seed}`);
  if (crash === undefined) continue;
  process.exitCode = 1;
  console.error(`${target.name} FAILED with the input in ${saveCrash(target, crash.input)}:`, crash.error);
}
