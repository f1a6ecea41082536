import { afterAll, beforeAll, describe, test } from 'vitest';
import { judge, problemOf, strikeOnce } from './fault.ts';
import { FAULTS } from './faults.ts';
import { Scene } from './scene.ts';
import { TRIALS } from './trials.ts';

/** For the recovery of a loaded machine; a calm one takes one to four seconds. */
const TIMEOUT_MS = 120_000;

// The long form is `npm run test:faults`: all of them, many times over, with a count of what is left behind.
describe.each([
  { clock: 'the clock of the machine', movableClock: false },
  { clock: 'a clock that jumps', movableClock: true },
])('by $clock, while everything is under way', ({ movableClock }) => {
  const faults = FAULTS.filter(({ short, needsClock = false }) => short && needsClock === movableClock);
  let scene: Scene | undefined;

  beforeAll(async () => {
    if (faults.some((fault) => problemOf(fault) === undefined)) scene = await Scene.start({ movableClock });
  }, TIMEOUT_MS);
  afterAll(() => scene?.[Symbol.asyncDispose]());

  for (const fault of faults) {
    test.skipIf(problemOf(fault) !== undefined)(
      `${fault.title}: ${fault.allows}`,
      { timeout: TIMEOUT_MS },
      async () => {
        if (scene) judge(fault, await strikeOnce(fault, scene));
      },
    );
  }
});

for (const trial of TRIALS) {
  test.skipIf(trial.problem() !== undefined)(trial.title, { timeout: TIMEOUT_MS }, async () => {
    await trial.run();
  });
}
