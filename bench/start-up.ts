/*
 * Measures how long the desktop app's own code takes from the start of its process until its engine runs and it would make its window: the built main bundle
 * under plain Node, without Electron and Chromium, over and over in new processes with a data folder of 10 stopped tunnels.
 *
 *   npm run build -- main storage && npm run bench:start-up [-- --runs 20]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { defaultSettings } from '../electron/engine/settings/settings-schema.ts';
import { NO_RULES } from '../shared/rules/tunnel-rules.ts';
import { readCircumstances } from './report/circumstances.ts';
import { formatTable } from './report/format-table.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20' } } });
/** Of main's evaluation and the engine's start together, ms, without what Node itself needs. */
const BOUND_MS = 150;
const TUNNELS = 10;
const US_PER_MS = 1_000;
const ROOT = join(import.meta.dirname, '..');

interface Moments {
  /** Since the process began, ms. */
  evaluated: number;
  started: number;
  /** µs; what other programs do to the times they do not do to this. */
  cpu: { user: number; system: number };
}

const { machine, versions } = await readCircumstances({ runs: 1, seconds: 0 });
const load = loadavg();
const data = mkdtempSync(join(tmpdir(), 'porthole-bench-'));
try {
  fill(join(data, 'settings.json'));
  const node = await times(Number(values.runs), () => run(join(ROOT, 'bench/start-up/nothing.ts')));
  const app = await times(Number(values.runs), () => run(join(ROOT, 'dist/main/main.js')));
  const bare = median(node.map(({ started }) => started));
  const evaluated = median(app.map((one) => one.evaluated)) - bare;
  const started = median(app.map((one) => one.started)) - bare;
  const rows = [
    ['main evaluated', evaluated],
    ['engine runs', started],
    ['CPU time until then', median(app.map(cpuMs)) - median(node.map(cpuMs))],
  ] as const;
  console.log(`${values.runs} starts with ${TUNNELS} tunnels, medians, ms after Node itself (${bare.toFixed(0)} ms)\n`);
  console.log(
    formatTable(
      ['', 'ms'],
      rows.map(([what, ms]) => [what, ms.toFixed(0)]),
    ),
  );
  console.log(`\nTarget: the engine runs within ${BOUND_MS} ms: ${started < BOUND_MS ? 'met' : 'missed'}`);
  console.log(`${machine}; load average before the start ${load.map((value) => value.toFixed(2)).join(', ')}`);
  console.log(`porthole ${versions.porthole}, Node ${versions.Node}`);
  if (started >= BOUND_MS) process.exitCode = 1;
} finally {
  rmSync(data, { recursive: true });
}

function cpuMs({ cpu }: Moments): number {
  return (cpu.user + cpu.system) / US_PER_MS;
}

function fill(path: string): void {
  const tunnels = Array.from({ length: TUNNELS }, (_, index) => ({
    id: `t${index}`,
    name: `tunnel-${index}`,
    kind: 'http' as const,
    upstream: `http://127.0.0.1:${3000 + index}`,
    serverId: 'embedded',
    hostHeader: 'keep' as const,
    rules: NO_RULES,
    enabled: false,
  }));
  writeFileSync(path, JSON.stringify({ ...defaultSettings(), tunnels }));
}

async function run(main: string): Promise<Moments> {
  const child = fork(main, [], {
    execArgv: ['--import', join(ROOT, 'bench/start-up/hook.ts')],
    env: { ...process.env, PORTHOLE_BENCH_DATA: data },
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const ended = once(child, 'exit');
  const answer = once(child, 'message');
  // Not its exit, which may be known before its last message has been read.
  const told = await Promise.race([answer, once(child, 'disconnect').then(() => undefined)]);
  await ended;
  if (told === undefined) throw new Error(`${main} ended before it had a window to make.`);
  return told[0] as Moments;
}

async function times<T>(count: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let run = 0; run < count; run++) results.push(await act());
  return results;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}
