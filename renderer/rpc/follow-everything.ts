import { packedMetrics } from '../../shared/contract/packed-metrics.ts';
import { useConnection } from '../state/connection-store.ts';
import { takeMetrics } from '../state/metrics-store.ts';
import {
  useActivity,
  useAlerts,
  useCaptureSettings,
  useDesktopSettings,
  useLicences,
  useNetwork,
  useNotices,
  usePreferences,
  useSecrets,
  useServers,
  useServices,
  useSetUp,
  useSigningSecrets,
  useTunnels,
  useUpdates,
} from '../state/stores.ts';
import { takeChanges } from '../state/take-changes.ts';
import type { EngineClient } from './engine-client.ts';
import { follow } from './follow.ts';

/**
 * Lets the stores follow every watch of the contract until `signal` aborts, which is when their connection has ended. The calls do
 * not get the signal: oRPC would try to tell the other end of it, over a connection that is gone.
 */
export function followEverything(client: EngineClient, signal: AbortSignal): void {
  // The next engine may be another one, whose tunnels only begin to connect.
  for (const store of [useTunnels, useServers]) signal.addEventListener('abort', store.onLost);
  // A call that broke with its connection is no news: the connection's own end is shown.
  void client.app.info().then(
    (info) => {
      useConnection.setState({ info });
      if (info.shell !== 'desktop') return;
      void follow(() => client.desktop.watch(), useDesktopSettings, signal);
      void follow(() => client.desktop.updates.watch(), useUpdates, signal);
    },
    () => {},
  );
  void follow(
    () => client.tunnels.watchChanges(),
    {
      onValue: (changes) => useTunnels.onValue(takeChanges(useTunnels.getState().value ?? [], changes)),
      onFailure: useTunnels.onFailure,
    },
    signal,
  );
  void follow(
    () => client.services.watch(),
    { onValue: ({ services }) => useServices.onValue(services), onFailure: useServices.onFailure },
    signal,
  );
  void follow(
    () => client.servers.watch(),
    { onValue: ({ servers }) => useServers.onValue(servers), onFailure: useServers.onFailure },
    signal,
  );
  void follow(() => client.servers.setUp.watch(), useSetUp, signal);
  void follow(
    () => client.notices.watch(),
    { onValue: ({ notices }) => useNotices.onValue(notices), onFailure: useNotices.onFailure },
    signal,
  );
  void follow(
    () => client.alerts.watch(),
    { onValue: ({ alerts }) => useAlerts.onValue(alerts), onFailure: useAlerts.onFailure },
    signal,
  );
  void follow(
    () => client.activity.watch(),
    { onValue: ({ entries }) => useActivity.onValue(entries), onFailure: useActivity.onFailure },
    signal,
  );
  void follow(() => client.settings.watch(), usePreferences, signal);
  void follow(() => client.network.watch(), useNetwork, signal);
  void follow(() => client.secrets.watch(), useSecrets, signal);
  void follow(
    () => client.licences.watch(),
    { onValue: ({ licences }) => useLicences.onValue(licences), onFailure: useLicences.onFailure },
    signal,
  );
  void follow(() => client.requests.settings.watch(), useCaptureSettings, signal);
  void follow(
    () => client.requests.signatures.watch(),
    { onValue: ({ secrets }) => useSigningSecrets.onValue(secrets), onFailure: useSigningSecrets.onFailure },
    signal,
  );
  // Sparklines that stand still and numbers that turn to "no data" say enough: this watch has no failure of its own.
  void follow(
    () => client.metrics.watch(),
    { onValue: (packed) => takeMetrics(packedMetrics.unpack(packed)), onFailure: () => {} },
    signal,
  );
}
