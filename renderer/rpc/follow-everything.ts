import { useConnection } from '../state/connection-store.ts';
import { takeMetrics } from '../state/metrics-store.ts';
import { useNotices, usePreferences, useServers, useServices, useTunnels } from '../state/stores.ts';
import type { EngineClient } from './engine-client.ts';
import { follow } from './follow.ts';

/** Lets the stores follow every watch of the contract until `signal` aborts. */
export function followEverything(client: EngineClient, signal: AbortSignal): void {
  const options = { signal };
  // A call that broke with its connection is no news: the connection's own end is shown.
  void client.app.info(undefined, options).then(
    (info) => useConnection.setState({ info }),
    () => {},
  );
  void follow(
    () => client.tunnels.watch(undefined, options),
    { onValue: ({ tunnels }) => useTunnels.onValue(tunnels), onFailure: useTunnels.onFailure },
    signal,
  );
  void follow(
    () => client.services.watch(undefined, options),
    { onValue: ({ services }) => useServices.onValue(services), onFailure: useServices.onFailure },
    signal,
  );
  void follow(
    () => client.servers.watch(undefined, options),
    { onValue: ({ servers }) => useServers.onValue(servers), onFailure: useServers.onFailure },
    signal,
  );
  void follow(
    () => client.notices.watch(undefined, options),
    { onValue: ({ notices }) => useNotices.onValue(notices), onFailure: useNotices.onFailure },
    signal,
  );
  void follow(() => client.settings.watch(undefined, options), usePreferences, signal);
  // Sparklines that stand still and numbers that turn to "no data" say enough: this watch has no failure of its own.
  void follow(() => client.metrics.watch(undefined, options), { onValue: takeMetrics, onFailure: () => {} }, signal);
}
