import { join } from 'node:path';
import { freePorts } from '../../exit/testing/free-port.ts';
import { NODE, ROOT } from '../../scripts/setup/checkout.js';
import type { ChildProgram } from '../fixtures/child-program.ts';
import type { Held } from '../fixtures/collect-on-signal.ts';
import { eventually } from '../fixtures/eventually.ts';
import { FaultProxy } from '../fixtures/fault-proxy.ts';
import { MovableClock } from '../fixtures/movable-clock.ts';
import { type PacketLink, packetLinkProblem, startPacketLink } from '../fixtures/packet-link.ts';
import { type ExitProgram, lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { readHeld } from '../fixtures/read-held.ts';
import { systemProgram } from '../fixtures/system-program.ts';
import { hello } from './http-flights.ts';

/** One try of a visitor who waits for the service to be back. */
const TRY_MS = 1_000;
const TRY_EVERY_MS = 20;
/** For what the backoff may take at worst, on a busy machine. */
const BACK_WITHIN_MS = 90_000;
/** The control stream, and one of the client's own probes. */
const RESTING_STREAMS = 2;
const REST_EVERY_MS = 1_000;
const COLLECTOR = join(ROOT, 'e2e/fixtures/collect-on-signal.ts');
const COUNTED = ['--expose-gc', '--import', COLLECTOR];

/** What the programs of ours hold, after a collection of garbage. */
export interface Holdings {
  readonly exit: Held;
  readonly client: Held;
  /** As the exit server's `/status` says. */
  readonly streams: number;
  readonly visitors: number;
}

export interface SceneOptions {
  movableClock?: boolean;
  churnMs?: number | undefined;
}

/**
 * The whole chain, each part a program of its own: visitors (here) → exit server → fault proxy → link → client → upstream. Client and upstream stand in a network namespace
 * behind a link of packets where this machine can have one; elsewhere there is the proxy alone.
 */
export class Scene implements AsyncDisposable {
  readonly processes = new Processes();
  link: PacketLink | undefined;
  proxy!: FaultProxy;
  exit!: ExitProgram;
  client!: ChildProgram;
  upstream!: ChildProgram;
  readonly tcpPort: number;
  readonly #upstreamPorts: readonly number[];
  #clientFolder = '';
  #clock: MovableClock | undefined;
  readonly #churnMs: number | undefined;

  /** @param ports of the TCP tunnel, and of the upstream by HTTP and by TCP */
  private constructor([tcpPort = 0, ...upstreamPorts]: readonly number[], churnMs: number | undefined) {
    this.tcpPort = tcpPort;
    this.#upstreamPorts = upstreamPorts;
    this.#churnMs = churnMs;
  }

  /**
   * @param movableClock whether exit server and client run by a clock that `moveClock` moves
   * @param churnMs how often the client closes or opens a third tunnel; undefined: there is none
   */
  static async start({ movableClock = false, churnMs }: SceneOptions = {}): Promise<Scene> {
    const scene = new Scene(await freePorts(3), churnMs);
    try {
      if (movableClock) scene.#clock = await MovableClock.in(await scene.processes.temporaryFolder());
      if (packetLinkProblem() === undefined) scene.link = await startPacketLink(scene.processes);
      await scene.startExit();
      const host = scene.link?.nearAddress ?? '127.0.0.1';
      scene.proxy = await FaultProxy.start(scene.exit.controlPort, { host });
      await scene.startUpstream();
      scene.#clientFolder = await scene.processes.temporaryFolder();
      await scene.startClient();
      return scene;
    } catch (error) {
      await scene[Symbol.asyncDispose]().catch(() => {});
      throw error;
    }
  }

  get publicUrl(): URL {
    return new URL(`http://faults.localhost:${this.exit.dataPort}`);
  }

  /** Starts the exit server, again on the ports that it had. */
  async startExit(flags: readonly string[] = []): Promise<void> {
    const ports = this.exit ? { control: this.exit.controlPort, data: this.exit.dataPort } : await lastingPorts();
    // All visitors come from one address here, and a crowd of them is larger than what one address may open.
    const more = ['--tcp-ports', String(this.tcpPort), '--max-connections-per-visitor', '0', ...flags];
    this.exit = await startExit(this.processes, ports, more, { nodeFlags: COUNTED, env: this.#clock?.env ?? {} });
  }

  async startUpstream(): Promise<void> {
    const args = [join(ROOT, 'e2e/faults/upstream-program.ts'), ...this.#upstreamPorts.map(String)];
    this.upstream = await this.#startBehindLink(args, /^ready /);
  }

  /** Starts the client, which is the same one as before to the exit server. */
  async startClient(): Promise<void> {
    const host = this.link?.nearAddress ?? '127.0.0.1';
    const dialled = `ws://${host}:${this.proxy.port}`;
    const numbers = [...this.#upstreamPorts, this.tcpPort, this.#churnMs ?? ''].map(String);
    const args = [join(ROOT, 'e2e/faults/client-program.ts'), this.#clientFolder, dialled, TOKEN, ...numbers];
    this.client = await this.#startBehindLink([...COUNTED, ...args], /^ready$/);
  }

  /** Moves the wall clock of exit server and client, by seconds from the true time. */
  async moveClock(seconds: number): Promise<void> {
    if (this.#clock === undefined) throw new Error('this scene has the clock of the machine');
    await this.#clock.move(seconds);
  }

  /** Resolves with the ms that it took until a visitor's request was answered rightly. */
  async untilBack(): Promise<number> {
    const since = performance.now();
    const plan = { publicUrl: this.publicUrl };
    await eventually(
      'a visitor is answered again',
      async () => {
        await hello(plan, TRY_MS);
        return true;
      },
      BACK_WITHIN_MS,
      TRY_EVERY_MS,
    );
    return performance.now() - since;
  }

  /** Resolves once both tunnels are open on a session, as the exit server sees it. */
  async untilOpen(): Promise<void> {
    await eventually(
      'both tunnels are open',
      async () => {
        const { sessions } = await this.#status();
        return sessions.length === 1 && sessions[0]?.tunnels.length === 2;
      },
      BACK_WITHIN_MS,
    );
  }

  /** Resolves once nothing is kept for visitors any more: idle streams last for 30 s. */
  async untilAtRest(): Promise<void> {
    await eventually(
      'idle streams are closed',
      async () => {
        const { sessions, visitorConnections } = await this.#status();
        return visitorConnections === 0 && sessions.every(({ streams }) => streams <= RESTING_STREAMS);
      },
      BACK_WITHIN_MS,
      REST_EVERY_MS,
    );
  }

  /** Counts what exit server and client hold. */
  async holdings(): Promise<Holdings> {
    const { sessions, visitorConnections } = await this.#status();
    const [exit, client] = await Promise.all([readHeld(this.exit.program), readHeld(this.client)]);
    const streams = sessions.reduce((sum, session) => sum + session.streams, 0);
    return { exit, client, streams, visitors: visitorConnections };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // One that was stopped could not hear that it should end.
    for (const program of [this.exit?.program, this.client]) program?.signal('SIGCONT');
    await this.proxy?.close();
    await this.processes.end();
  }

  #startBehindLink(args: readonly string[], ready: RegExp): Promise<ChildProgram> {
    const options = { cwd: ROOT, ready, env: this.#clock?.env ?? {} };
    if (this.link === undefined) return this.processes.start(NODE, args, options);
    const words = ['netns', 'exec', this.link.namespace, NODE, ...args];
    return this.processes.start(systemProgram('ip'), words, options);
  }

  async #status(): Promise<{ visitorConnections: number; sessions: { streams: number; tunnels: unknown[] }[] }> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`http://127.0.0.1:${this.exit.controlPort}/status`, { headers });
    return await response.json();
  }
}
