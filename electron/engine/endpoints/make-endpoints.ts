import type { AlertWatch } from '../alerts/alert-watch.ts';
import type { History } from '../history/history.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { Notices } from '../notices.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { TunnelManager } from '../tunnels/tunnel-manager.ts';
import { Endpoints } from './endpoints.ts';

export interface EndpointsSources {
  readonly tunnels: TunnelManager;
  readonly servers: ServerDirectory;
  readonly metrics: MetricsCollector;
  readonly alerts: AlertWatch;
  readonly history: History;
  readonly settings: SettingsStore;
  readonly notices: Notices;
  readonly version: string;
}

/** Composes the endpoints of an engine. `follow` opens the port of the settings, now and whenever it changes. */
export function makeEndpoints(sources: EndpointsSources): { endpoints: Endpoints; follow(): void } {
  const { tunnels, servers, metrics, alerts, history, settings, notices, version } = sources;
  const endpoints = new Endpoints({
    sources: {
      tunnels: () => tunnels.tunnels.value,
      servers: () => servers.servers.value,
      alerts: () => alerts.active.value,
      total: (id) => metrics.total(id),
      open: (id) => metrics.counters(id).open,
    },
    checks: { storage: () => history.size() },
    version,
  });
  const follow = () => {
    let asked: number | undefined;
    settings.subscribe(({ preferences }) => {
      const port = preferences.metricsPort ?? undefined;
      if (port === asked) return;
      asked = port;
      const done = port === undefined ? endpoints.close() : endpoints.open(port);
      done.catch((error: NodeJS.ErrnoException) => {
        const message = `Port ${port} for metrics cannot be opened (${error.code}): choose another one in the settings.`;
        notices.add('warning', message);
      });
    });
  };
  return { endpoints, follow };
}
