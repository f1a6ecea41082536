import { randomInt } from 'node:crypto';
import type { Flight, FlightPlan, Verdict } from '../faults/flight.ts';
import { download, hello, upload } from '../faults/http-flights.ts';
import { tcpEcho, webSocketEcho } from '../faults/raw-flights.ts';
import type { Scene } from '../faults/scene.ts';

/** Sizes and times of transfers are drawn between these. */
const BYTES = { least: 1_024, most: 512 * 1_024 };
const MS = { least: 100, most: 2_000 };
/** Several times what the longest of them takes on a busy machine. */
const WITHIN_MS = 60_000;
/** A visitor's pause between two requests: some ten requests a second from all of them. */
const PAUSE_MS = 100;

/** Visitors of all kinds who come again and again, each as soon as the one before has gone. */
export class Load {
  readonly flights: Record<Verdict, number> = { whole: 0, ended: 0, wrong: 0, hung: 0 };
  /** What was wrong or hung. */
  readonly faults: string[] = [];
  /** ms of each small request since the last look. */
  #durations: number[] = [];
  #running = true;
  readonly #lanes: Promise<void>[];
  /** Small requests that failed; some do while a link is down. */
  failed = 0;
  requests = 0;

  constructor(scene: Scene) {
    const lanes: ((plan: FlightPlan) => Flight)[] = [
      (plan) => download('/download', plan),
      (plan) => download('/chunked', plan),
      (plan) => download('/events', plan),
      upload,
      webSocketEcho,
      (plan) => tcpEcho(plan, 'wrong'),
    ];
    this.#lanes = [...lanes.map((take) => this.#fly(scene, take)), this.#ask(scene)];
  }

  /** Durations of the small requests since the last call, ms, in rising order. */
  takeDurations(): number[] {
    const durations = this.#durations.sort((a, b) => a - b);
    this.#durations = [];
    return durations;
  }

  /** Lets what is under way come to its end. */
  async stop(): Promise<void> {
    this.#running = false;
    await Promise.all(this.#lanes);
  }

  async #fly(scene: Scene, take: (plan: FlightPlan) => Flight): Promise<void> {
    while (this.#running) {
      const bytes = randomInt(BYTES.least, BYTES.most);
      const ms = randomInt(MS.least, MS.most);
      const plan = { publicUrl: scene.publicUrl, tcpPort: scene.tcpPort, bytes, ms, withinMs: WITHIN_MS };
      const { kind, verdict, how } = await take(plan).landed;
      this.flights[verdict] += 1;
      if (verdict === 'wrong' || verdict === 'hung') this.faults.push(`${kind}: ${verdict} (${how})`);
      await pause(PAUSE_MS);
    }
  }

  async #ask(scene: Scene): Promise<void> {
    while (this.#running) {
      const begun = performance.now();
      try {
        await hello({ publicUrl: scene.publicUrl }, WITHIN_MS);
        this.#durations.push(performance.now() - begun);
        this.requests += 1;
      } catch {
        this.failed += 1;
      }
      await pause(PAUSE_MS);
    }
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
