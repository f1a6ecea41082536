import type { Activity } from '../activity/activity.ts';
import type { Log } from '../engine-parts.ts';
import type { LicenceDirectory } from '../licences/licence-directory.ts';
import type { MetricsCollector } from '../metrics/metrics-collector.ts';
import type { Network } from '../network/network.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { TunnelManager } from '../tunnels/tunnel-manager.ts';
import type { AlertNotifier } from './alert-notifier.ts';
import { AlertWatch } from './alert-watch.ts';
import { conditionsOf, WINDOW_S } from './conditions-of.ts';
import { Webhook } from './webhook.ts';

export interface WatchedParts {
  readonly tunnels: TunnelManager;
  readonly servers: ServerDirectory;
  readonly licences: LicenceDirectory;
  readonly metrics: MetricsCollector;
  readonly settings: SettingsStore;
  readonly network: Network;
  readonly activity: Activity;
  readonly log: Log;
  /** The desktop's notifications, where there is a desktop. */
  readonly notifier?: AlertNotifier | undefined;
}

/** The alerts of an engine. */
export interface Alerts {
  readonly watch: AlertWatch;
  readonly webhook: Webhook;
  /** Gives up what waits to be sent. */
  stop(): void;
}

/** Composes them. */
export function watchAlerts(parts: WatchedParts): Alerts {
  const { tunnels, servers, licences, metrics, settings, network, activity, log, notifier } = parts;
  const find = (id: string) => tunnels.tunnels.value.find((tunnel) => tunnel.id === id);
  const webhook = new Webhook({
    log,
    url: () => settings.value.preferences.alertWebhook || undefined,
    nameOf: (id) => find(id)?.name ?? 'a tunnel that was removed',
    routeTo: (url) => network.routeTo(url),
  });
  const watch = new AlertWatch({
    conditions: (now) =>
      conditionsOf({
        tunnels: tunnels.tunnels.value,
        servers: servers.servers.value,
        licences: licences.licences.value,
        recent: (id) => metrics.recent(id, WINDOW_S),
        now,
      }),
    activity,
    notifiers: notifier ? [notifier, webhook] : [webhook],
    areStopped: (ids) => ids.every((id) => (find(id)?.status.state ?? 'stopped') === 'stopped'),
  });
  return {
    watch,
    webhook,
    stop: () => {
      watch.stop();
      webhook.stop();
    },
  };
}
