import { VERSION } from '../../shared/version.ts';
import { type HealthCheck, HealthChecks } from './health-checks.ts';
import type { StatusReport } from './status-report.ts';

/** What the health endpoints tell beside the server's own state. */
export interface HealthSources {
  /** Whether state can be read and written; absent: this server keeps none. */
  store?: HealthCheck;
  /** When the first of its certificates expires; absent, or undefined: there is none. */
  certificateExpiry?: () => Date | undefined;
}

/** The server's own state. */
export interface HealthState {
  status(): StatusReport;
  started(): boolean;
  /** Whether each plane listens. */
  controlPlane(): boolean;
  dataPlane(): boolean;
}

/** What `/livez`, `/startupz`, `/readyz` and `/healthz` look at. */
export class ServerHealth {
  readonly byPath: Readonly<Record<string, HealthChecks>>;
  readonly #state: HealthState;
  readonly #sources: HealthSources;

  constructor(state: HealthState, sources: HealthSources = {}) {
    this.#state = state;
    this.#sources = sources;
    const started = () => (state.started() ? undefined : 'not listening yet');
    const ready = {
      started,
      'control-plane': () => (state.controlPlane() ? undefined : 'not listening'),
      'data-plane': () => (state.dataPlane() ? undefined : 'not listening'),
      draining: () => (state.status().draining ? 'shutting down' : undefined),
      ...(sources.store === undefined ? {} : { store: sources.store }),
    };
    this.byPath = {
      // Whoever can answer is alive.
      '/livez': new HealthChecks({}),
      '/startupz': new HealthChecks({ started }),
      '/readyz': new HealthChecks(ready),
      '/healthz': new HealthChecks(ready, () => this.#details()),
    };
  }

  /** Something changed on purpose: it shows at once. */
  changed(): void {
    for (const checks of Object.values(this.byPath)) checks.invalidate();
  }

  #details(): Record<string, unknown> {
    const { uptimeSeconds, sessions } = this.#state.status();
    return {
      version: VERSION,
      uptimeSeconds,
      sessions: sessions.length,
      tunnels: sessions.reduce((sum, session) => sum + session.tunnels.length, 0),
      certificateExpiresAt: this.#sources.certificateExpiry?.()?.toISOString() ?? null,
    };
  }
}
