/**
 * Measures what the app costs while nobody looks and nobody visits: `porthole serve` with 10 tunnels that run over the exit server inside the app, and no page open.
 *
 *     npm run bench:idle [-- --seconds 60]
 *
 * The desktop app runs the same engine in Electron's main process; what Chromium costs beside it is not measured.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type NodeUpstream, startNodeUpstream } from '../e2e/fixtures/node-upstream.ts';
import { defaultSettings } from '../electron/engine/settings/settings-schema.ts';
import { NO_RULES } from '../shared/rules/tunnel-rules.ts';
import type { Ringing } from './idle/timer-hook.ts';
import { cpuSeconds } from './measure/cpu-time.ts';
import { formatTable } from './report/format-table.ts';

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const TUNNELS = 10;
/** Of one core. */
const MOST_CPU = 0.01;
/** Nothing may ring more often, ms. */
const SHORTEST_MS = 1_000;
/** The first probes of all tunnels are over by then, ms. */
const SETTLE_MS = 20_000;
const SHOWN = 8;
const ROOT = join(import.meta.dirname, '..');

const load = loadavg();
const data = await mkdtemp(join(tmpdir(), 'porthole-bench-'));
const upstreams: NodeUpstream[] = [];
try {
  for (let i = 0; i < TUNNELS; i++) upstreams.push(await startNodeUpstream((_, answer) => answer.end()));
  await writeFile(
    join(data, 'settings.json'),
    JSON.stringify({ ...defaultSettings(), tunnels: upstreams.map(tunnel) }),
  );
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', data];
  const app = fork(join(ROOT, 'cli/main.ts'), args, {
    execArgv: ['--import', join(ROOT, 'bench/idle/timer-hook.ts')],
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const ended = once(app, 'exit');
  try {
    await ready(app.stdout);
    await sleep(SETTLE_MS);
    await rung();
    const [cpu, wakes, at] = [cpuSeconds([app.pid as number]), await wakeUps(app.pid), performance.now()];
    await sleep(Number(values.seconds) * 1_000);
    const seconds = (performance.now() - at) / 1_000;
    const share = (cpuSeconds([app.pid as number]) - cpu) / seconds;
    const wakesPerSecond = ((await wakeUps(app.pid)) - wakes) / seconds;
    const timers = (await rung()).toSorted((a, b) => b.count - a.count);
    report(share, wakesPerSecond, timers, seconds);
  } finally {
    app.kill('SIGTERM');
    await ended;
  }

  async function rung(): Promise<Ringing[]> {
    app.send('ask');
    const [timers] = await once(app, 'message');
    return timers as Ringing[];
  }
} finally {
  for (const upstream of upstreams) await upstream.close();
  await rm(data, { recursive: true });
}

function tunnel({ port }: NodeUpstream, index: number) {
  const where = { kind: 'http' as const, upstream: `http://127.0.0.1:${port}`, serverId: 'embedded' };
  const rest = { hostHeader: 'keep' as const, rules: NO_RULES, enabled: true };
  return { id: `t${index}`, name: `tunnel-${index}`, ...where, ...rest };
}

async function ready(output: NodeJS.ReadableStream | null): Promise<void> {
  if (output === null) throw new Error('The app has no output.');
  for await (const line of createInterface({ input: output })) if (line.startsWith('Porthole is ready')) return;
  throw new Error('The app ended before it was ready.');
}

/** How often the kernel has woken the process (proc_pid_status(5)). */
async function wakeUps(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^voluntary_ctxt_switches:\s+(\d+)/m.exec(status)?.[1]);
}

function report(share: number, wakes: number, timers: readonly Ringing[], seconds: number): void {
  const percent = (share * 100).toFixed(2);
  const fast = timers.filter(({ kind, ms }) => kind === 'setInterval' && ms < SHORTEST_MS);
  const rows = timers.slice(0, SHOWN).map((timer) => {
    const { kind, ms, at, count } = timer;
    return [`${kind} ${ms.toFixed(0)} ms`, at, (count / seconds).toFixed(2)];
  });
  console.log(
    `${TUNNELS} tunnels for ${seconds.toFixed(0)} s: ${percent} % of a core, woken ${wakes.toFixed(1)} times a second\n`,
  );
  console.log(formatTable(['timer', 'set by', 'rings/s'], rows));
  console.log(`\nTarget: under ${MOST_CPU * 100} % of a core: ${share < MOST_CPU ? 'met' : 'missed'}`);
  console.log(
    `Target: no repeating timer under ${SHORTEST_MS} ms: ${fast.length === 0 ? 'met' : `missed by ${fast[0]?.at}`}`,
  );
  console.log(
    `load average before the start ${load.map((value) => value.toFixed(2)).join(', ')}; Node ${process.version}`,
  );
  if (share >= MOST_CPU || fast.length > 0) process.exitCode = 1;
}
