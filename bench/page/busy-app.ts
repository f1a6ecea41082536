import { ServedApp } from '../../e2e/fixtures/app-test.ts';
import type { ChildProgram } from '../../e2e/fixtures/child-program.ts';
import { startExit, TOKEN } from '../../e2e/fixtures/porthole.ts';
import type { Processes } from '../../e2e/fixtures/processes.ts';
import { connectLocally, type LocalClient } from '../../electron/rpc/local-endpoint.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';

/** Below what capturing begins to leave out (electron/engine/requests/capture/capture-rate.ts). */
const FILL_PER_SECOND = 800;
/** Shares that are made at a time: as an import does, and the machine has other work. */
const AT_ONCE = 10;
/** Of filling the list, at which every request must have come through, ms. */
const FILL_MS = 120_000;

export interface BusyAppOptions {
  readonly tunnels: number;
  readonly requests: number;
  readonly perSecond: number;
}

/** `porthole serve` with many tunnels over a real exit server to as many services, captured requests, and visitors that send more. */
export class BusyApp {
  readonly served: ServedApp;
  readonly #processes: Processes;
  readonly #options: BusyAppOptions;
  readonly #dataPort: number;
  readonly #hosts: readonly string[];
  #visitors: ChildProgram | undefined;

  private constructor(
    processes: Processes,
    options: BusyAppOptions,
    parts: { served: ServedApp; dataPort: number; hosts: readonly string[] },
  ) {
    this.#processes = processes;
    this.#options = options;
    this.served = parts.served;
    this.#dataPort = parts.dataPort;
    this.#hosts = parts.hosts;
  }

  /** Resolves once all tunnels are public and the requests are captured. */
  static async start(processes: Processes, options: BusyAppOptions): Promise<BusyApp> {
    const services = await processes.startEntry('bench/page/services.ts', [String(options.tunnels)], {
      ready: /^ports (\S+)$/,
    });
    const ports = (await services.ready)?.[1]?.split(',') ?? [];
    const exit = await startExit(processes, {}, ['--max-tunnels', String(options.tunnels)]);
    const served = new ServedApp(processes, await processes.temporaryFolder());
    await served.start();
    const local = await connectLocally(served.dataDir);
    if (local === undefined) throw new Error('The engine does not answer on its socket.');
    try {
      const joinLink = formatJoinLink({ server: exit.controlUrl, token: TOKEN });
      const { id: serverId } = await local.client.servers.join({ joinLink });
      // The newest of each tunnel: what is kept stays the same number while more come.
      const requestsPerTunnel = Math.ceil(options.requests / options.tunnels);
      await local.client.requests.settings.update({ requestsPerTunnel });
      const hosts = await shareAll(local.client, serverId, ports);
      const app = new BusyApp(processes, options, { served, dataPort: exit.dataPort, hosts });
      await app.#fill();
      return app;
    } finally {
      local.close();
    }
  }

  /** Visitors come from now on. */
  async startVisitors(): Promise<void> {
    this.#visitors = await this.#visit([String(this.#options.perSecond)], /^answered [1-9]/);
  }

  /** Requests that were answered in a second, since the visitors came. */
  get perSecond(): number {
    const counts = (this.#visitors?.stdout ?? []).map((line) => Number(line.split(' ')[1]));
    return ((counts.at(-1) ?? 0) - (counts[0] ?? 0)) / Math.max(1, counts.length - 1);
  }

  async #fill(): Promise<void> {
    const { requests } = this.#options;
    await this.#visit([String(FILL_PER_SECOND), String(requests)], new RegExp(`^answered ${requests}$`), FILL_MS);
  }

  #visit(pace: readonly string[], ready: RegExp, readyWithinMs?: number): Promise<ChildProgram> {
    const args = [String(this.#dataPort), this.#hosts.join(','), ...pace];
    return this.#processes.startEntry('bench/page/visitors.ts', args, {
      ready,
      ...(readyWithinMs === undefined ? {} : { readyWithinMs }),
    });
  }
}

/** Returns the hosts under which they are public. */
async function shareAll(
  client: LocalClient['client'],
  serverId: string,
  ports: readonly string[],
): Promise<readonly string[]> {
  const hosts: string[] = [];
  const waiting = [...ports.entries()];
  const share = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, target] = next;
      const name = `service-${index + 1}`;
      const { publicUrl } = await client.tunnels.share({ target, kind: 'http', name, serverId });
      if (publicUrl === undefined) throw new Error(`${name} was not opened.`);
      hosts.push(new URL(publicUrl).host);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, share));
  return hosts;
}
