import { expect, test } from 'vitest';
import type { Held } from '../fixtures/collect-on-signal.ts';
import { scaleProblems, scaleReport } from './scale-report.ts';
import type { ScaleResult } from './scale-result.ts';

const MIB = 1024 ** 2;
/** Clients that come one after the other, 10 ms apart, as many as are judged. */
const SPREAD = Array.from({ length: 1_000 }, (_, client) => client * 10);

function held(mib: number): ScaleResult['holdings'][number]['held'] {
  const exit: Held = {
    usedBytes: mib * MIB,
    residentBytes: mib * MIB,
    files: 1,
    resources: {},
    cpuMs: 1,
    longestStallMs: 1,
  };
  return { exit, clients: exit };
}

function result({ clientMib = 40, leftMib = 1, greenMs = SPREAD, dialMs = SPREAD }): ScaleResult {
  const before = 40 + clientMib;
  return {
    size: { clients: 1_000, httpTunnels: 4 },
    counts: { visitors: 10_000, streams: 2_000 },
    holdings: [
      { title: 'nobody is connected', count: 0, held: held(40) },
      { title: 'clients', count: 1_000, held: held(before) },
      { title: 'idle connections of visitors', count: 10_000, held: held(before + 50) },
      { title: 'the visitors have left', count: 0, held: held(before + leftMib) },
    ],
    passages: [],
    restarts: [
      { title: 'it is killed', signal: 'SIGKILL', awayMs: 0, openMs: greenMs, greenMs, dialMs, held: held(90) },
    ],
    restingPart: 0.05,
  };
}

test('a run in which all holds has no problems, and tables that say what one of each takes', () => {
  expect(scaleProblems(result({}))).toEqual([]);
  const report = scaleReport(result({}), []);
  expect(report).toContain('| and 1,000 clients | 80.0 | 80.0 | 1 | 41.0 | 41.0 | 80.0 |');
  expect(report).toContain('| it is killed | 5.0 s, 10.0 s | 5.0 s, 10.0 s | 1,000 | 10 |');
});

test.each([
  ['heavy clients', { clientMib: 100 }, 'clients take 102 KiB each'],
  [
    'memory that stays',
    { leftMib: 20 },
    'the visitors have left, and the exit server holds 20.0 MiB more than before them',
  ],
  ['one late client', { greenMs: [...SPREAD, 31_000] }, 'it is killed: the last client is back after 31.0 s'],
  ['many tries at once, but fewer than a quarter', { dialMs: SPREAD.map((ms) => ms / 16) }, undefined],
  ['a herd', { dialMs: SPREAD.map((ms) => ms / 32) }, 'it is killed: 320 clients came within 100 ms'],
])('a run with %s is judged', (_, change, problem) => {
  expect(scaleProblems(result(change))).toEqual(problem === undefined ? [] : [problem]);
});
