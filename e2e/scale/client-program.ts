/**
 * Many clients in one process.
 *
 *     node e2e/scale/client-program.ts PLAN
 *
 * PLAN is a ClientPlan in JSON. Prints `ready`, and connects all of them upon SIGCONT. From then on prints `open JSON` whenever the tunnels of all of them are open, and
 * `green JSON` when all of those are green. Upon SIGWINCH prints `problem JSON` for those that are not, and `told`.
 */
import { once } from 'node:events';
import { MemorySettingsFile } from '../../cli/memory-settings-file.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { MemoryCipher } from '../../electron/engine/secrets/memory-cipher.ts';
import { untilStopSignal } from '../../shared/stop-signal.ts';
import { type ClientPlan, ScaleClient } from './scale-client.ts';

/** What a line tells. */
export interface Arrival {
  /** When each client was there, ms since the epoch. */
  readonly at: readonly number[];
  /** When each try to connect began since the last time that all were open, ms since the epoch. */
  readonly dials: readonly number[];
}

/** How often it is looked whether all are there: not at each of the many changes of each. */
const LOOK_MS = 20;

const plan: ClientPlan = JSON.parse(process.argv[2] ?? '{}');
const stopped = untilStopSignal();
// It never starts: what it is made of is what a client's tunnels are made with.
const engine = createEngine({
  dataDir: '',
  settings: new MemorySettingsFile(),
  cipher: new MemoryCipher(),
  startEmbeddedExit: () => Promise.reject(new Error('there is none here')),
  log: { debug() {}, info() {}, warn() {}, error() {} },
  version: '0.0.0-scale',
});
let dials: number[] = [];
const told = { open: false, green: false };
let looking: NodeJS.Timeout | undefined;
const events = {
  onDial: () => void dials.push(Math.round(performance.timeOrigin + performance.now())),
  onChange: () => {
    looking ??= setTimeout(look, LOOK_MS);
  },
};
let clients: ScaleClient[] = [];
process.on('SIGWINCH', () => {
  for (const { problem } of clients) if (problem !== undefined) process.stdout.write(`problem ${problem}\n`);
  process.stdout.write('told\n');
});
const started = once(process, 'SIGCONT');
// Nothing else holds the process until the first session is there.
const alive = setInterval(() => {}, 60_000);
process.stdout.write('ready\n');
await Promise.race([started, stopped]);
clients = plan.upstreams.map((_, index) => new ScaleClient(plan, index, engine, events));
await stopped;
clearInterval(alive);
clearTimeout(looking);
for (const client of clients) client.stop();
await engine.stop();

function look(): void {
  looking = undefined;
  tell(
    'open',
    clients.map(({ openAt }) => openAt),
  );
  tell(
    'green',
    clients.map(({ greenAt }) => greenAt),
  );
}

function tell(what: 'open' | 'green', at: readonly (number | undefined)[]): void {
  const are = at.every((time) => time !== undefined);
  if (are && !told[what]) {
    const arrival: Arrival = { at: at.map((time) => Math.round(time ?? 0)), dials };
    process.stdout.write(`${what} ${JSON.stringify(arrival)}\n`);
    if (what === 'green') dials = [];
  }
  told[what] = are;
}
