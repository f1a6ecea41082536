import type { OnDemandState } from '../../../shared/contract/on-demand.ts';
import type { LinkWay } from '../../../shared/contract/server.ts';
import type { ProbedTunnelExit, Probes, TunnelConfig, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import { jointStatus } from './joint-status.ts';
import type { Supervisor } from './supervisor.ts';
import { type RunnerParts, TunnelRunner } from './tunnel-runner.ts';

/** An exit server of a tunnel. */
export interface RunnerServer {
  readonly id: string;
  readonly supervisor: Supervisor;
  /** Host of its control plane; undefined: the one inside this app. */
  readonly exitHost: string | undefined;
  label(): string;
}

export interface ExitsRunnerParts extends Omit<RunnerParts, 'supervisor' | 'exitHost'> {
  /** The tunnel's own first. At least one. */
  readonly servers: readonly RunnerServer[];
}

/** The tunnel over one of its exit servers. */
interface Exit {
  readonly server: RunnerServer;
  runner: TunnelRunner;
  /** The last public URL, shown while its link is down. */
  publicUrl: string | undefined;
  state: TunnelStatus['state'];
  /** Since when it is in that state, ms since the epoch. */
  since: number;
  /** When it last ended the tunnel since nobody came, as `performance.now()`. */
  idleAt: number;
}

const MINUTE_MS = 60_000;

/** Runs one tunnel over several exit servers at once: each by itself, so that what happens to one is nothing to the others. */
export class ExitsRunner {
  /** As it was changed last: one of them may be run anew. */
  #config: TunnelConfig;
  readonly #parts: ExitsRunnerParts;
  readonly #exits: Exit[];

  constructor(config: TunnelConfig, parts: ExitsRunnerParts) {
    this.#config = config;
    this.#parts = parts;
    this.#exits = parts.servers.map((server) => ({
      server,
      runner: this.#run(server),
      publicUrl: undefined,
      state: 'connecting',
      since: Date.now(),
      idleAt: Number.NEGATIVE_INFINITY,
    }));
  }

  get status(): TunnelStatus {
    return jointStatus(
      this.#exits.map((exit) => {
        const { status } = exit.runner;
        if (status.state !== exit.state) Object.assign(exit, { state: status.state, since: Date.now() });
        return { serverId: exit.server.id, serverLabel: exit.server.label(), status, since: exit.since };
      }),
    );
  }

  /** Each of them, as the page shows it. */
  get exits(): ProbedTunnelExit[] {
    return this.#exits.map((exit) => {
      const { status, probes, publicUrl } = exit.runner;
      exit.publicUrl = publicUrl ?? exit.publicUrl;
      return { serverId: exit.server.id, serverLabel: exit.server.label(), status, probes, publicUrl: exit.publicUrl };
    });
  }

  /** How its service is, which all of them share. */
  get onDemandState(): OnDemandState | undefined {
    return this.#first.runner.onDemandState;
  }

  get way(): LinkWay {
    return this.#first.runner.way;
  }

  get probes(): Probes {
    return this.#first.runner.probes;
  }

  /** That of its own server. */
  get publicUrl(): string | undefined {
    return this.#first.runner.publicUrl;
  }

  /** Whether its traffic is being measured: a link is up. */
  get measured(): boolean {
    return this.#exits.some(({ runner }) => runner.measured);
  }

  probeNow(): void {
    for (const { runner } of this.#exits) runner.probeNow();
  }

  /** Tries those now that do not stand, and probes the others. */
  retry(): void {
    for (const exit of this.#exits) {
      const { supervisor } = exit.server;
      if (exit.runner.publicUrl !== undefined) {
        exit.runner.probeNow();
      } else if (supervisor.link.value.state === 'online') {
        this.#restart(exit);
      } else {
        supervisor.retryNow();
      }
    }
  }

  setHostHeader(hostHeader: TunnelConfig['hostHeader']): void {
    this.#config = { ...this.#config, hostHeader };
    for (const { runner } of this.#exits) runner.setHostHeader(hostHeader);
  }

  setRules(rules: TunnelRules): void {
    this.#config = { ...this.#config, rules };
    for (const { runner } of this.#exits) runner.setRules(rules);
  }

  setHealthCheck(healthCheck: TunnelConfig['healthCheck']): void {
    this.#config = { ...this.#config, healthCheck };
    for (const { runner } of this.#exits) runner.setHealthCheck(healthCheck);
  }

  stop(): void {
    for (const { runner } of this.#exits) runner.stop();
  }

  get #first(): Exit {
    return this.#exits[0] as Exit;
  }

  #run({ id, supervisor, exitHost }: RunnerServer): TunnelRunner {
    const config = { ...this.#config, serverId: id };
    const onEnded = (why: 'expired' | 'idle') => this.#onEnded(id, why);
    return new TunnelRunner(config, { ...this.#parts, supervisor, exitHost, onEnded });
  }

  #restart(exit: Exit): void {
    exit.runner.stop();
    exit.runner = this.#run(exit.server);
  }

  /** Where nobody comes to one exit server, others may have visitors: it is over when all of them have said so in a row. */
  #onEnded(serverId: string, why: 'expired' | 'idle'): void {
    const exit = this.#exits.find(({ server }) => server.id === serverId);
    if (why === 'idle' && exit) {
      const now = performance.now();
      exit.idleAt = now;
      const limit = (this.#config.rules.idleMinutes ?? 0) * MINUTE_MS;
      if (this.#exits.some(({ idleAt }) => now - idleAt > limit)) {
        this.#restart(exit);
        return;
      }
    }
    this.#parts.onEnded(why);
  }
}
