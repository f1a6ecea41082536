import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { LinkUsed } from '../../../shared/wire/messages.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { Measurement } from '../metrics/recent-seconds.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import { type Runner, startRunner } from './start-runner.ts';
import type { RunnerParts } from './tunnel-runner.ts';

export interface TunnelRunnersParts extends Pick<RunnerParts, 'nonces' | 'network' | 'requests' | 'onDemand'> {
  readonly servers: ServerDirectory;
  readonly metrics: MetricsCollector;
}

/** What becomes of the tunnels that run. */
export interface TunnelRunnersEvents {
  /** Status, probes or public URL of one changed. */
  onChange(): void;
  /** Its exit server ended one, as its rules say. */
  onEnded(id: string, why: 'expired' | 'idle'): void;
  /** A visitor has used a link of its rules. */
  onLinkUsed(id: string, use: LinkUsed): void;
}

/** The tunnels that run now, by their id. */
export class TunnelRunners {
  readonly #parts: TunnelRunnersParts;
  readonly #events: TunnelRunnersEvents;
  readonly #running = new Map<string, Runner>();

  constructor(parts: TunnelRunnersParts, events: TunnelRunnersEvents) {
    this.#parts = parts;
    this.#events = events;
  }

  get(id: string): Runner | undefined {
    return this.#running.get(id);
  }

  /** Whether the tunnel's traffic is being measured now. */
  measurement(id: string): Measurement {
    const runner = this.#running.get(id);
    if (!runner) return 'stopped';
    return runner.measured ? 'up' : 'link-down';
  }

  run(config: TunnelConfig): void {
    const { servers, metrics, nonces, network, requests, onDemand } = this.#parts;
    const { id } = config;
    const parts = {
      counters: metrics.counters(id),
      ...{ nonces, network, requests, onDemand },
      onChange: () => this.#events.onChange(),
      onEnded: (why: 'expired' | 'idle') => this.#events.onEnded(id, why),
      onLinkUsed: (use: LinkUsed) => this.#events.onLinkUsed(id, use),
    };
    this.#running.set(id, startRunner(config, parts, servers));
  }

  /** Stops one, if it runs. */
  halt(id: string): void {
    this.#running.get(id)?.stop();
    this.#running.delete(id);
  }

  haltAll(): void {
    for (const runner of this.#running.values()) runner.stop();
    this.#running.clear();
  }
}
