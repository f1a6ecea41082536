/**
 * Breaks everything that can break, many times over, with traffic of all kinds under way, and says what became of it.
 *
 *     npm run test:faults -- [--only exit-killed,loss] [--rounds 10] [--at-once 3] [--write]
 *
 * Several faults at once (each has a chain of its own) take less time, and disturb each other's. `--write` puts the table into docs/reliability.md; with
 * `--only` the rows of the others stay as they are there.
 */
import { readFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { publishReliability, RELIABILITY } from '../reliability/publish-reliability.ts';
import { problemOf } from './fault.ts';
import { FAULTS } from './faults.ts';
import { faultRow, faultsReport, keptRow, trialRow } from './report.ts';
import { runFault } from './run-fault.ts';
import { TRIALS } from './trials.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string' },
    write: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '1' },
  },
});
const only = values.only?.split(',');
const rounds = values.rounds === undefined ? undefined : Number(values.rounds);
const names = [...FAULTS, ...TRIALS].map(({ name }) => name);
const unknown = only?.find((name) => !names.includes(name));
const atOnce = Number(values['at-once']);
if (unknown !== undefined || !(rounds === undefined || rounds > 0) || !(atOnce > 0)) {
  console.error(`usage: npm run test:faults -- [--only ${names.join(',')}] [--rounds N] [--at-once N] [--write]`);
  process.exit(2);
}
const startedAt = new Date();
const wanted = ({ name }: { name: string }) => only === undefined || only.includes(name);

/** Runs one, and says so at once; one that fails has a row that says it. */
async function tell<T>(
  name: string,
  run: () => Promise<T>,
  row: (outcome: T | Error) => string[],
): Promise<string[][]> {
  const outcome = await run().catch((error: Error) => error);
  if (outcome instanceof Error) {
    process.exitCode = 1;
    console.error(`${name} FAILED:`, outcome);
  }
  const cells = row(outcome);
  console.log(`${name}: ${cells.slice(1).join(' | ')}`);
  return [cells];
}

/** Runs all, so many at once. @returns what they give, in their order */
async function runAll<T>(jobs: readonly (() => Promise<T>)[], most: number): Promise<T[]> {
  const results: T[] = [];
  const waiting = [...jobs.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await next[1]();
  };
  await Promise.all(Array.from({ length: most }, work));
  return results;
}

const before = values.write ? await readFile(RELIABILITY, 'utf8') : '';
const faultJobs = FAULTS.map((fault) => async () => {
  if (!wanted(fault)) return keptRow(before, fault.title);
  const problem = problemOf(fault);
  if (problem !== undefined) return [faultRow(fault, problem)];
  return await tell(
    fault.name,
    () => runFault(fault, rounds),
    (outcome) => faultRow(fault, outcome),
  );
});
const trialJobs = TRIALS.map((trial) => async () => {
  if (!wanted(trial)) return keptRow(before, trial.title);
  const problem = trial.problem();
  if (problem !== undefined) return [trialRow(trial, problem)];
  return await tell(
    trial.name,
    () => trial.run(),
    (outcome) => trialRow(trial, outcome),
  );
});
const faultRows = (await runAll(faultJobs, atOnce)).flat();
const trialRows = (await runAll(trialJobs, 1)).flat();
const report = faultsReport(faultRows, trialRows);
const earlier =
  only === undefined ? '' : ` This run made the rows of ${only.join(', ')}; runs before it made the others.`;
const words = `Faults at once: ${atOnce}.${earlier}\n\n${report}`;
if (values.write) await publishReliability('npm run test:faults', startedAt, words);
else console.log(`\n${report}`);
