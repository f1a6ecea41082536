import { eventually } from '../fixtures/eventually.ts';
import { type CrowdTimes, crowd } from './crowd.ts';
import { EchoStream } from './echo-stream.ts';
import { loopbackAddress } from './loopback-address.ts';
import type { Holding, Passage, Restart, ScaleResult } from './scale-result.ts';
import type { ScaleHeld, ScaleScene } from './scale-scene.ts';
import { Visitor } from './visitor.ts';

export interface ScaleCounts {
  readonly visitors: number;
  readonly streams: number;
}

/** Visitors who come at the same moment while all come one after the other: as on a busy day, not as in a flood. */
const COMING_AT_ONCE = 100;
/** Connections of one address: by default the exit server takes 512 of each. */
const PER_ADDRESS = 250;
/** Of each stream, there and back: a fifth of its window, so that all are under way at once. */
const STREAM_BYTES = 48 * 1024;
/** How long nobody comes, to see what clients cost that only wait. */
const REST_MS = 20_000;
/** What was open is closed by both ends a moment after its visitors have gone, on a busy machine. */
const GONE_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 250;

/** How the exit server goes away. */
const RESTARTS: readonly Pick<Restart, 'title' | 'signal' | 'awayMs'>[] = [
  { title: 'it is killed (SIGKILL) and started again at once', signal: 'SIGKILL', awayMs: 0 },
  { title: 'it is killed and started again 20 s later', signal: 'SIGKILL', awayMs: 20_000 },
  { title: 'it is told to end (SIGTERM) and started again', signal: 'SIGTERM', awayMs: 0 },
];

/** Brings clients, visitors and streams, counts what they take, takes the exit server away, and lets all come back. Rejects where a byte is wrong or something breaks. */
export async function runScale(scene: ScaleScene, counts: ScaleCounts): Promise<ScaleResult> {
  const notes = new Notes(scene);
  await scene.startClients();
  await notes.hold('nobody is connected');
  const connected = await connect(scene);
  const held = await notes.hold('clients', scene.size.clients);
  notes.pass(`${count(scene.size.clients)} clients connect at the same moment`, connected, held);
  await new Promise((resolve) => setTimeout(resolve, REST_MS));
  const restingPart = (await scene.held()).exit.cpuMs / REST_MS;
  await visit(scene, notes, counts.visitors);
  await stream(scene, notes, counts.streams);
  const restarts: Restart[] = [];
  for (const restart of RESTARTS) {
    const came = await restartExit(scene, restart);
    console.log(`${came.title}: all are back after ${Math.round(came.greenMs.at(-1) ?? 0)} ms`);
    restarts.push(came);
  }
  await notes.hold('after the restarts');
  const { holdings, passages } = notes;
  return { size: scene.size, counts, holdings, passages, restarts, restingPart };
}

/** What is seen on the way. */
class Notes {
  readonly holdings: Holding[] = [];
  readonly passages: Passage[] = [];
  readonly #scene: ScaleScene;

  constructor(scene: ScaleScene) {
    this.#scene = scene;
  }

  async hold(title: string, many = 0): Promise<ScaleHeld> {
    const held = await this.#scene.held();
    this.holdings.push({ title, count: many, held });
    console.log(`${title}:`, JSON.stringify(held));
    return held;
  }

  pass(title: string, times: CrowdTimes, held: ScaleHeld): void {
    this.passages.push({ title, times, held });
  }
}

async function visit(scene: ScaleScene, notes: Notes, many: number): Promise<void> {
  const visitors = visitorsOf(scene, many);
  const came = await crowd(visitors, COMING_AT_ONCE, (visitor) => visitor.ask());
  await untilStreams(scene);
  const waiting = await notes.hold('idle connections of visitors', many);
  notes.pass(`${count(many)} visitors come, ${COMING_AT_ONCE} at a time`, came, waiting);
  const asked = await crowd(visitors, many, (visitor) => visitor.ask());
  notes.pass('all of them ask again at the same moment', asked, await scene.held());
  for (const visitor of visitors) visitor.leave();
  await untilVisitors(scene, scene.size.clients);
  await notes.hold('the visitors have left');
}

async function stream(scene: ScaleScene, notes: Notes, many: number): Promise<void> {
  const numbers = Array.from({ length: many }, (_, number) => number);
  const streams: EchoStream[] = [];
  await crowd(numbers, COMING_AT_ONCE, async (number) => {
    streams.push(await EchoStream.open(scene.tcpPort(0), addressOf(number)));
  });
  const echoed = await crowd(streams, many, (each) => each.exchange(STREAM_BYTES));
  const held = await notes.hold('streams of one session', many);
  const bytes = `${STREAM_BYTES / 1024} KiB`;
  notes.pass(`${bytes} go there and back on each of ${count(many)} streams at the same moment`, echoed, held);
  // Those that only wait must not have lost anything.
  await crowd(streams, COMING_AT_ONCE, (each) => each.exchange(1));
  for (const each of streams) each.close();
  await untilStreams(scene);
  await notes.hold('the streams have ended');
}

function visitorsOf(scene: ScaleScene, many: number): Visitor[] {
  return Array.from({ length: many }, (_, number) => new Visitor(scene.visited(number), addressOf(number)));
}

async function connect(scene: ScaleScene): Promise<CrowdTimes> {
  const since = now();
  scene.connectClients();
  const { at } = await scene.arrivals('green', since);
  const each = at.map((time) => time - since);
  return { each, all: each.at(-1) ?? 0 };
}

async function restartExit(
  scene: ScaleScene,
  { title, signal, awayMs }: Pick<Restart, 'title' | 'signal' | 'awayMs'>,
): Promise<Restart> {
  const since = now();
  if (signal === 'SIGKILL') await scene.exit.program.kill();
  else scene.exit.program.signal('SIGTERM');
  // It may take as long as it lets visitors end in.
  await scene.exit.program.ended;
  await new Promise((resolve) => setTimeout(resolve, awayMs));
  await scene.startExit();
  const listening = now();
  const open = await scene.arrivals('open', since);
  const green = await scene.arrivals('green', since);
  const held = await scene.held();
  // A visitor of each client: what is said to be open leads to the right one.
  const visitors = visitorsOf(scene, scene.size.clients);
  await crowd(visitors, COMING_AT_ONCE, (visitor) => visitor.ask());
  for (const visitor of visitors) visitor.leave();
  await scene.held();
  const after = (at: readonly number[]) => at.map((time) => time - listening);
  const dialMs = after(green.dials).filter((ms) => ms >= 0);
  return { title, signal, awayMs, openMs: after(open.at), greenMs: after(green.at), dialMs, held };
}

/** The control streams of all sessions, and one for the probes of each HTTP tunnel, are always there. */
function untilStreams(scene: ScaleScene): Promise<unknown> {
  const most = scene.size.clients * (scene.size.httpTunnels + 1);
  const look = async () => (await scene.status()).streams <= most;
  return eventually('only the streams of probes are left', look, GONE_WITHIN_MS, LOOK_EVERY_MS);
}

/** @param most probes of the clients, which are visitors too */
function untilVisitors(scene: ScaleScene, most: number): Promise<unknown> {
  const look = async () => (await scene.status()).visitors <= most;
  return eventually('the visitors have left', look, GONE_WITHIN_MS, LOOK_EVERY_MS);
}

function count(many: number): string {
  return many.toLocaleString('en');
}

function addressOf(number: number): string {
  return loopbackAddress('visitor', Math.floor(number / PER_ADDRESS));
}

/** As all processes of the machine count, ms since the epoch. */
function now(): number {
  return performance.timeOrigin + performance.now();
}
