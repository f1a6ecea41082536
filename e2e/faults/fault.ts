import assert from 'node:assert/strict';
import { MovableClock } from '../fixtures/movable-clock.ts';
import { type PacketCounts, packetLinkProblem } from '../fixtures/packet-link.ts';
import { isInstalled } from '../fixtures/system-program.ts';
import type { Flight, FlightPlan, Landing } from './flight.ts';
import { download, upload } from './http-flights.ts';
import { tcpEcho, webSocketEcho } from './raw-flights.ts';
import type { Scene } from './scene.ts';

/** Something that breaks while requests are under way. */
export interface Fault {
  /** For the command line, e.g. `exit-killed`. */
  readonly name: string;
  /** For the table. */
  readonly title: string;
  /** How it is made, for the table. */
  readonly how: string;
  /** It runs in `npm test` too; the others take too long for that. */
  readonly short: boolean;
  /** Only a link of packets can do it. */
  readonly needsPackets?: boolean;
  /** What must become of what is under way: all comes whole, or each ends so that its visitor can tell. */
  readonly allows: 'whole' | 'ended';
  /** The scene must have a clock that can be moved. */
  readonly needsClock?: boolean;
  /** It sets how many files a running program may open. */
  readonly needsFileLimit?: boolean;
  /** How often the long form strikes, where that is not what `ROUNDS` says. */
  readonly rounds?: number;
  /** Its kernel ends a killed program's connections in an orderly way, so raw TCP cannot tell an end from a cut. */
  readonly endsRawTcp?: boolean;
  /** Bytes of each flight, and how long it takes undisturbed. */
  readonly load?: Pick<FlightPlan, 'bytes' | 'ms'>;
  /** When a flight counts as hung. */
  readonly withinMs?: number;
  /** Breaks it, and mends it where that is not done by itself. Time until it is back counts from when this resolves. */
  strike(scene: Scene): Promise<void>;
}

/** What one round of a fault gave. */
export interface Round {
  readonly landings: readonly Landing[];
  /** From when the fault was over until a visitor's request was answered rightly. */
  readonly backMs: number;
  /** What the link did to packets, where there is one. */
  readonly packets: PacketCounts | undefined;
}

const LOAD = { bytes: 256 * 1024, ms: 1_500 };
/** Several times what they take on a calm machine, and longer than anything is retransmitted for after 2 s. */
const WITHIN_MS = 30_000;

/** How often the long form strikes. What breaks sessions can leave most behind. */
export const ROUNDS: Readonly<Record<Fault['allows'], number>> = { ended: 100, whole: 20 };

/** Why this machine cannot do it; undefined where it can. */
export function problemOf({ needsPackets, needsClock, needsFileLimit }: Fault): string | undefined {
  if (needsPackets && packetLinkProblem() !== undefined) return packetLinkProblem();
  if (needsClock) return MovableClock.problem();
  if (needsFileLimit && !isInstalled('prlimit')) return 'prlimit is not installed';
  return undefined;
}

/** Throws where a round did not give what the fault allows. */
export function judge({ allows, needsPackets }: Fault, { landings, packets }: Round): void {
  const good = allows === 'whole' ? ['whole'] : ['whole', 'ended'];
  const bad = landings.filter(({ verdict }) => !good.includes(verdict));
  const said = bad.map(({ kind, verdict, how }) => `${kind}: ${verdict} (${how})`);
  assert.deepEqual(said, [], 'what was under way');
  // A fault that did not happen would be survived by everything.
  if (needsPackets) assert.ok((packets?.dropped ?? 0) + (packets?.heldBack ?? 0) > 0, 'packets met the fault');
}

/** Starts one of each kind of traffic, strikes when all of it is under way, and waits for what becomes of it. */
export async function strikeOnce(fault: Fault, scene: Scene): Promise<Round> {
  const { load = LOAD, withinMs = WITHIN_MS } = fault;
  const flights = takeOff({ publicUrl: scene.publicUrl, tcpPort: scene.tcpPort, ...load, withinMs }, fault);
  await Promise.all(flights.map(({ underWay }) => underWay));
  await scene.link?.set({});
  await fault.strike(scene);
  const backMs = await scene.untilBack();
  const landings = await Promise.all(flights.map(({ landed }) => landed));
  const wrongUpload = scene.upstream.stdout.find((line) => line.startsWith('wrong upload'));
  if (wrongUpload) throw new Error(`The upstream took half an upload for a whole one: ${wrongUpload}`);
  const packets = await scene.link?.set({});
  await scene.untilOpen();
  return { landings, backMs, packets };
}

function takeOff(plan: FlightPlan, { endsRawTcp }: Fault): Flight[] {
  return [
    download('/download', plan),
    download('/chunked', plan),
    download('/events', plan),
    upload(plan),
    webSocketEcho(plan),
    tcpEcho(plan, endsRawTcp ? 'ended' : 'wrong'),
  ];
}
