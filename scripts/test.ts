import { PARTS, planStages } from './test/stage.ts';
import { formatTally, sumTallies, type Tally } from './test/tally.ts';
import { TestRun } from './test/test-run.ts';

const parts = process.argv.slice(2);
const unknown = parts.find((part) => !PARTS.includes(part));

if (unknown !== undefined) {
  process.stderr.write(`npm test has no part "${unknown}"; parts are ${PARTS.join(', ')}\n`);
  process.exitCode = 2;
} else {
  process.exitCode = await runTests();
}

/** Runs the chosen stages, and the later ones also when an earlier one fails. Returns the exit code. */
async function runTests(): Promise<number> {
  const run = new TestRun();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => run.interrupt());
  }
  const summary: string[] = [];
  const tallies: Tally[] = [];
  const add = (name: string, tally: Tally) => {
    tallies.push(tally);
    summary.push(`${name}: ${formatTally(tally)}`);
  };
  for (const stage of planStages(parts, (name) => run.reportFile(name))) {
    process.stdout.write(`\n# ${stage.name}\n`);
    add(stage.name, await run.runStage(stage));
  }
  const leftovers = await run.endLeftovers();
  if (leftovers.length > 0) {
    process.stdout.write(`\n${leftovers.join('\n')}\n`);
    add('processes', { passed: 0, failed: leftovers.length, skipped: 0 });
  }
  const total = sumTallies(tallies);
  process.stdout.write(`\n${summary.join('\n')}\n${formatTally(total)}\n`);
  return total.failed === 0 && total.passed > 0 ? 0 : 1;
}
