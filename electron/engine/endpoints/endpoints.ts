import { Turns } from '../turns.ts';
import type { EndpointAnswer } from './endpoint-server.ts';
import { EndpointServer } from './endpoint-server.ts';
import type { LocalMetrics, MetricsSources } from './local-metrics.ts';
import { type ReadinessCheck, ReadinessChecks } from './readiness.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

export interface EndpointsParts {
  readonly sources: MetricsSources;
  /** What must be well for the app to do its work. */
  readonly checks: Readonly<Record<string, ReadinessCheck>>;
  readonly version: string;
}

/** `/metrics` and the health endpoints on a port of loopback, for those who want them. */
export class Endpoints {
  readonly #parts: EndpointsParts;
  readonly #startedAt = performance.now();
  #server: EndpointServer | undefined;
  /** Made once: what it measures of the process cannot be ended. */
  #metrics: LocalMetrics | undefined;
  #port: number | undefined;
  /** Openings and closings take their turns: the settings may change faster than a port opens. */
  readonly #turns = new Turns();

  constructor(parts: EndpointsParts) {
    this.#parts = parts;
  }

  /** Where it listens; undefined: nowhere. */
  get port(): number | undefined {
    return this.#port;
  }

  /** Opens the port, and closes the one before. Rejects with the listen error, with none open. @param port 0: any free one */
  open(port: number): Promise<number> {
    return this.#turns.take(() => this.#open(port));
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.#turns.take(() => this.#close());
  }

  async #open(port: number): Promise<number> {
    await this.#close();
    const server = new EndpointServer(await this.#paths());
    this.#port = await server.open(port);
    this.#server = server;
    return this.#port;
  }

  async #close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    this.#port = undefined;
    await server?.close();
  }

  async #paths(): Promise<Record<string, () => Promise<EndpointAnswer>>> {
    const metrics = await this.#loadMetrics();
    const readiness = new ReadinessChecks(this.#parts.checks);
    const report = async (withDetails: boolean): Promise<EndpointAnswer> => {
      const { ready, checks } = await readiness.ask();
      const body = { status: ready ? 'ok' : 'failing', checks, ...(withDetails && this.#details()) };
      return { status: ready ? 200 : 503, type: JSON_TYPE, body: `${JSON.stringify(body)}\n` };
    };
    return {
      '/metrics': async () => ({ status: 200, type: metrics.contentType, body: await metrics.render() }),
      // Whoever can answer is alive.
      '/livez': async () => ({ status: 200, type: JSON_TYPE, body: '{"status":"ok"}\n' }),
      '/readyz': () => report(false),
      '/healthz': () => report(true),
    };
  }

  /** Loaded here, with its library: most apps never open the port. */
  async #loadMetrics(): Promise<LocalMetrics> {
    const { LocalMetrics } = await import('./local-metrics.ts');
    this.#metrics ??= new LocalMetrics(this.#parts.sources);
    return this.#metrics;
  }

  #details(): object {
    const tunnels = this.#parts.sources.tunnels();
    return {
      version: this.#parts.version,
      uptimeSeconds: Math.round((performance.now() - this.#startedAt) / 1000),
      tunnels: tunnels.filter(({ status }) => status.state !== 'stopped').length,
      online: tunnels.filter(({ status }) => status.state === 'online').length,
      alerts: this.#parts.sources.alerts().length,
    };
  }
}
