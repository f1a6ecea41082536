import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import type { ChildProgram } from '../fixtures/child-program.ts';
import type { Fault } from './fault.ts';
import { download } from './http-flights.ts';
import type { Scene } from './scene.ts';

/** So little that it passes in time where every twentieth packet is lost, and enough to be under way in many of them. */
const LITTLE = { bytes: 32 * 1024, ms: 1_000 };
/** A session whose peer is silent ends after 30 to 45 s (docs/protocol.md §2). */
const SILENCE_MS = 90_000;
/** The soft limit that most systems give a program. */
const USUAL_FILES = '1024:';
const CROWDS = 4;
/** Each round of these takes a minute. */
const FEW_ROUNDS = 3;

/** What can break between a visitor and a service while something is under way. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'outage-2s',
    title: 'the link is gone for 2 s',
    how: 'all packets dropped',
    short: true,
    allows: 'whole',
    strike: (scene) => outage(scene, 2_000),
  },
  {
    name: 'outage-60s',
    title: 'the link is gone for 60 s',
    how: 'all packets dropped',
    short: false,
    allows: 'ended',
    withinMs: SILENCE_MS,
    rounds: FEW_ROUNDS,
    strike: (scene) => outage(scene, 60_000),
  },
  {
    name: 'loss',
    title: '5 % of the packets are lost, 100 ms of round trip',
    how: 'packets dropped at random in both directions, each delayed by 50 ms',
    short: true,
    needsPackets: true,
    allows: 'whole',
    load: LITTLE,
    withinMs: 60_000,
    strike: (scene) => during(scene, { loss: 0.05, delayMs: 50 }, 2_000),
  },
  {
    name: 'reordering',
    title: 'packets come in another order',
    how: 'a quarter of the packets held back for up to 30 ms while others pass',
    short: true,
    needsPackets: true,
    allows: 'whole',
    strike: (scene) => during(scene, { reorder: 0.25, reorderMs: 30, delayMs: 5 }, 1_500),
  },
  {
    name: 'half-open',
    title: 'a connection goes silent for good, without an end',
    how: 'all packets of the connections that are open are dropped from then on; new ones pass',
    short: false,
    needsPackets: true,
    allows: 'ended',
    withinMs: SILENCE_MS,
    rounds: FEW_ROUNDS,
    strike: async ({ link }) => {
      await link?.set({ silenceOpen: true });
    },
  },
  {
    name: 'cut-in-frame',
    title: 'a link dies in the middle of a frame',
    how: 'the connection is closed behind the first half of a piece of it',
    short: true,
    allows: 'ended',
    strike: ({ proxy }) => proxy.cutWithinNextPiece(),
  },
  {
    name: 'exit-killed',
    title: 'the exit server crashes and is started again',
    how: 'SIGKILL',
    short: true,
    allows: 'ended',
    endsRawTcp: true,
    strike: async (scene) => {
      await scene.exit.program.kill();
      await scene.startExit();
    },
  },
  {
    name: 'exit-stopped',
    title: 'the exit server stands still for 3 s',
    how: 'SIGSTOP, SIGCONT',
    short: true,
    allows: 'whole',
    strike: ({ exit }) => standStill(exit.program, 3_000),
  },
  {
    name: 'client-stopped',
    title: 'the client stands still for 3 s',
    how: 'SIGSTOP, SIGCONT',
    short: true,
    allows: 'whole',
    strike: ({ client }) => standStill(client, 3_000),
  },
  {
    name: 'client-killed',
    title: 'the client crashes and is started again',
    how: 'SIGKILL',
    short: true,
    allows: 'ended',
    strike: async (scene) => {
      await scene.client.kill();
      await scene.startClient();
    },
  },
  {
    name: 'upstream-killed',
    title: 'the service crashes in the middle of its answers and is started again',
    how: 'SIGKILL',
    short: true,
    allows: 'ended',
    endsRawTcp: true,
    strike: async (scene) => {
      await scene.upstream.kill();
      await scene.startUpstream();
    },
  },
  {
    name: 'clock-forward',
    title: 'the clock jumps forward by an hour',
    how: 'libfaketime under exit server and client; the machine’s clock is left alone',
    short: true,
    needsClock: true,
    allows: 'whole',
    strike: (scene) => scene.moveClock(3_600),
  },
  {
    name: 'clock-back',
    title: 'the clock jumps back by two hours',
    how: 'the same',
    short: true,
    needsClock: true,
    allows: 'whole',
    strike: (scene) => scene.moveClock(-3_600),
  },
  {
    name: 'exit-files',
    title: 'visitors take all the files that the exit server may open',
    how: 'prlimit --nofile leaves it 8 more; 60 connections at once, that stay for 1 s',
    short: true,
    allows: 'whole',
    needsFileLimit: true,
    strike: (scene) => crowdOn(scene, scene.exit.program),
  },
  {
    name: 'client-files',
    title: 'visitors take all the files that the client may open',
    how: 'prlimit --nofile leaves it 8 more; 60 requests at once, each answered over 1 s',
    short: true,
    allows: 'whole',
    needsFileLimit: true,
    strike: (scene) => crowdOn(scene, scene.client, 'client-exhausted'),
  },
];

/**
 * A crowd of visitors while a program may open only 8 more files; it has to be back before it may open more again.
 * @param said what those are told who find no room; undefined: nobody can tell them
 */
async function crowdOn(scene: Scene, { pid }: ChildProgram, said?: string): Promise<void> {
  const setLimit = (limit: string) => promisify(execFile)('prlimit', [`--pid=${pid}`, `--nofile=${limit}`]);
  // A limit is one of numbers, and a new file takes the lowest that is free.
  const taken = new Set(readdirSync(`/proc/${pid}/fd`).map(Number));
  let limit = 0;
  for (let free = 0; free < 8; limit += 1) if (!taken.has(limit)) free += 1;
  await setLimit(`${limit}:`);
  // On a busy machine visitors may come so far apart that all find room: the next ones stay longer, and are more than the connections that are kept of those before.
  let turnedAway: string[] = [];
  for (let tries = 0; turnedAway.length === 0 && tries < CROWDS; tries += 1) {
    turnedAway = await crowd(scene, 60 * 2 ** tries, 1_000 * 2 ** tries);
  }
  if (turnedAway.length === 0) throw new Error('All came through: no limit was met.');
  const untold = said === undefined ? undefined : turnedAway.find((how) => !how.includes(said));
  if (untold !== undefined) throw new Error(`A visitor was told "${untold}" instead of "${said}".`);
  await scene.untilBack();
  await setLimit(USUAL_FILES);
}

/** So many visitors at once, each with a connection and an upstream of its own; whatever becomes of them must be honest. @returns what those were told who were turned away */
async function crowd(scene: Scene, visitors: number, ms: number): Promise<string[]> {
  const plan = { publicUrl: scene.publicUrl, tcpPort: scene.tcpPort, bytes: 1024, ms, withinMs: 20_000 };
  const flights = Array.from({ length: visitors }, () => download('/download', plan).landed);
  const landings = await Promise.all(flights);
  const dishonest = landings.find(({ verdict }) => verdict === 'wrong' || verdict === 'hung');
  if (dishonest) throw new Error(`A visitor of the crowd got: ${JSON.stringify(dishonest)}`);
  return landings.flatMap(({ verdict, how }) => (verdict === 'whole' ? [] : [how]));
}

async function outage({ link, proxy }: Scene, ms: number): Promise<void> {
  if (link) {
    await link.set({ down: true });
    await pass(ms);
    await link.set({});
    return;
  }
  // What TCP holds back during an outage and sends again after it, looks like a pause to whoever reads bytes.
  proxy.silent = true;
  await pass(ms);
  proxy.silent = false;
}

async function during({ link }: Scene, faults: object, ms: number): Promise<void> {
  await link?.set(faults);
  await pass(ms);
}

async function standStill(program: Scene['client'], ms: number): Promise<void> {
  program.signal('SIGSTOP');
  await pass(ms);
  program.signal('SIGCONT');
}

/** A fault lasts for a time; nothing is waited for. */
function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
