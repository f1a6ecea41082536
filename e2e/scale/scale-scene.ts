import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NODE, ROOT } from '../../scripts/setup/checkout.js';
import { askControlPlane } from '../../shared/wire/ask-control-plane.ts';
import { caFingerprint } from '../../shared/wire/ca-fingerprint.ts';
import type { ChildProgram } from '../fixtures/child-program.ts';
import type { Held } from '../fixtures/collect-on-signal.ts';
import { eventually } from '../fixtures/eventually.ts';
import { type ExitProgram, startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { readHeld } from '../fixtures/read-held.ts';
import type { Arrival } from './client-program.ts';
import type { ClientPlan } from './scale-client.ts';
import { scaleTunnelName } from './scale-tunnel-name.ts';
import type { UpstreamPorts } from './upstream-program.ts';
import type { Visited } from './visitor.ts';

/** Processes that the clients are spread over: they wait for each other as little as two cores let them. */
const CLIENT_PROGRAMS = 4;
/** TCP tunnels have these ports and those behind it: below what systems give to outgoing connections (32768 on Linux, 49152 elsewhere). */
const FIRST_TCP_PORT = 10_000;
/** Connections without a request stay for the measurements: the default of 60 s is about as long as those take. */
const IDLE_SECONDS = 600;
/** The clients' probes of their public URLs come from one address here, all of them at once after a restart: the default of 512 is for visitors. */
const CONNECTIONS_OF_ONE = 8_192;
/** When clients count as lost for good: far behind what is asked of them, so that a run on a busy machine says how late they were. */
const ARRIVE_WITHIN_MS = 300_000;
const LOOK_EVERY_MS = 50;
/** The CA that the exit server makes for itself, in its data directory. */
const CA_FILE = 'tls/ca.crt';
const COUNTED = ['--expose-gc', '--import', join(ROOT, 'e2e/fixtures/collect-on-signal.ts')];

export interface ScaleSize {
  readonly clients: number;
  /** Of each; one more is a TCP tunnel. */
  readonly httpTunnels: number;
}

/** What all programs of ours hold, after a collection of garbage, and what they did since the reading before. */
export interface ScaleHeld {
  readonly exit: Held;
  /** All client programs together; the longest stall of any. */
  readonly clients: Pick<Held, 'usedBytes' | 'residentBytes' | 'files' | 'cpuMs' | 'longestStallMs'>;
}

/** When clients were there, by one line of each program. */
export interface Arrivals {
  /** ms since the epoch, in rising order. */
  readonly at: readonly number[];
  /** Tries to connect, ms since the epoch, in rising order. */
  readonly dials: readonly number[];
}

/** One exit server whose control plane speaks TLS with a CA of its own, and many clients with the services behind them. */
export class ScaleScene implements AsyncDisposable {
  readonly size: ScaleSize;
  readonly processes = new Processes();
  exit!: ExitProgram;
  #dataDir = '';
  #pin = '';
  #upstream!: UpstreamPorts;
  readonly #clients: ChildProgram[] = [];

  private constructor(size: ScaleSize) {
    this.size = size;
  }

  /** Starts the exit server and the services, and no client yet. */
  static async start(size: ScaleSize): Promise<ScaleScene> {
    const scene = new ScaleScene(size);
    try {
      scene.#dataDir = await scene.processes.temporaryFolder();
      await scene.startExit();
      const args = [join(ROOT, 'e2e/scale/upstream-program.ts'), String(size.clients)];
      const upstream = await scene.processes.start(NODE, args, { cwd: ROOT, ready: /^ready (.*)$/ });
      scene.#upstream = JSON.parse((await upstream.ready)?.[1] ?? '{}');
      scene.#pin = caFingerprint(new X509Certificate(await readFile(join(scene.#dataDir, CA_FILE))));
      return scene;
    } catch (error) {
      await scene[Symbol.asyncDispose]().catch(() => {});
      throw error;
    }
  }

  /** Starts the exit server, again on the ports that it had. */
  async startExit(): Promise<void> {
    const ports = this.exit && { control: this.exit.controlPort, data: this.exit.dataPort };
    const flags = ['--auto-tls', '--data-dir', this.#dataDir, '--idle-timeout', String(IDLE_SECONDS)];
    flags.push('--max-connections-per-visitor', String(CONNECTIONS_OF_ONE));
    const last = FIRST_TCP_PORT + this.size.clients - 1;
    flags.push('--tcp-ports', `${FIRST_TCP_PORT}-${last}`);
    this.exit = await startExit(this.processes, ports, flags, { nodeFlags: COUNTED });
  }

  /** Starts the programs of the clients; none connects yet. */
  async startClients(): Promise<void> {
    const each = Math.ceil(this.size.clients / CLIENT_PROGRAMS);
    const starts = Array.from({ length: CLIENT_PROGRAMS }, (_, program) => this.#startProgram(program * each, each));
    this.#clients.push(...(await Promise.all(starts)));
  }

  /** Lets all clients connect, at the same moment. */
  connectClients(): void {
    for (const program of this.#clients) program.signal('SIGCONT');
  }

  /** The HTTP tunnel of a number; they are all visited in turn. */
  visited(number: number): Visited {
    const { clients, httpTunnels } = this.size;
    const client = number % clients;
    const tunnel = Math.floor(number / clients) % httpTunnels;
    const host = `${scaleTunnelName(client, tunnel)}.localhost:${this.exit.dataPort}`;
    return { dataPort: this.exit.dataPort, host, upstream: this.#upstream.http[client] ?? 0 };
  }

  /** Public port of a client's TCP tunnel. */
  tcpPort(client: number): number {
    return FIRST_TCP_PORT + client;
  }

  /** Resolves once all clients have come since a moment (ms since the epoch). `open`: all tunnels are; `green`: and each is proved through its public URL. */
  async arrivals(what: 'open' | 'green', since: number): Promise<Arrivals> {
    const arrivals = await eventually(
      `all clients are ${what}`,
      () => {
        const lines = this.#clients.map((program) => lastArrival(program, what));
        const came = lines.length > 0 && lines.every((line) => line?.at.every((at) => at > since));
        return came && lines.filter((line) => line !== undefined);
      },
      ARRIVE_WITHIN_MS,
      LOOK_EVERY_MS,
    ).catch(async (error: Error) => {
      throw new Error(`${error.message}; ${await this.#problems()}`);
    });
    const sorted = (of: (arrival: Arrival) => readonly number[]) => arrivals.flatMap(of).sort((a, b) => a - b);
    return { at: sorted(({ at }) => at), dials: sorted(({ dials }) => dials).filter((at) => at > since) };
  }

  /** Counts what all hold. */
  async held(): Promise<ScaleHeld> {
    const [exit, ...clients] = await Promise.all([this.exit.program, ...this.#clients].map(readHeld));
    if (exit === undefined) throw new Error('there is no exit server');
    const sum = (of: (held: Held) => number) => clients.reduce((total, held) => total + of(held), 0);
    return {
      exit,
      clients: {
        usedBytes: sum((held) => held.usedBytes),
        residentBytes: sum((held) => held.residentBytes),
        files: sum((held) => held.files),
        cpuMs: sum((held) => held.cpuMs),
        longestStallMs: Math.max(0, ...clients.map((held) => held.longestStallMs)),
      },
    };
  }

  /** Streams and visitors, as the exit server's `/status` says. */
  async status(): Promise<{ streams: number; visitors: number; sessions: number }> {
    const url = new URL(`https://127.0.0.1:${this.exit.controlPort}/status`);
    const { body } = await askControlPlane({ url, token: TOKEN, pin: this.#pin });
    const report: { visitorConnections: number; sessions: { streams: number }[] } = JSON.parse(body);
    const streams = report.sessions.reduce((sum, session) => sum + session.streams, 0);
    return { streams, visitors: report.visitorConnections, sessions: report.sessions.length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.processes.end();
  }

  #startProgram(first: number, most: number): Promise<ChildProgram> {
    const plan: ClientPlan = {
      first,
      server: `wss://127.0.0.1:${this.exit.controlPort}`,
      pin: this.#pin,
      token: TOKEN,
      upstreams: this.#upstream.http.slice(first, first + most),
      httpTunnels: this.size.httpTunnels,
      echo: this.#upstream.echo,
      firstTcpPort: FIRST_TCP_PORT,
    };
    return this.processes.start(NODE, [...COUNTED, join(ROOT, 'e2e/scale/client-program.ts'), JSON.stringify(plan)], {
      cwd: ROOT,
      ready: /^ready$/,
    });
  }

  async #problems(): Promise<string> {
    const lines = this.#clients.map(async (program) => {
      program.signal('SIGWINCH');
      await program.waitForLine(/^told$/);
      return program.stdout.filter((line) => line.startsWith('problem '));
    });
    const problems = (await Promise.all(lines)).flat();
    return `${problems.length} clients are not, the first of them: ${problems[0]}`;
  }
}

function lastArrival(program: ChildProgram, what: 'open' | 'green'): Arrival | undefined {
  if (program.end !== undefined) throw new Error(`clients ended (${program.end}): ${program.output}`);
  const line = program.stdout.findLast((each) => each.startsWith(`${what} `));
  return line === undefined ? undefined : JSON.parse(line.slice(what.length + 1));
}
