import { Activity } from './activity/activity.ts';
import { type Alerts, watchAlerts } from './alerts/watch-alerts.ts';
import { Diagnostics } from './diagnostics/diagnostics.ts';
import { LogTail } from './diagnostics/log-tail.ts';
import { Doctor } from './doctor/doctor.ts';
import type { Endpoints } from './endpoints/endpoints.ts';
import { makeEndpoints } from './endpoints/make-endpoints.ts';
import type { EngineParts } from './engine-parts.ts';
import { Health } from './health/health.ts';
import type { History } from './history/history.ts';
import { openHistory } from './history/open-history.ts';
import { Imports } from './imports/imports.ts';
import { LicenceDirectory } from './licences/licence-directory.ts';
import { MetricsCollector } from './metrics/metrics-collector.ts';
import { Network } from './network/network.ts';
import { NetworkWatch } from './network/network-watch.ts';
import { Notices } from './notices.ts';
import { OnDemandServices } from './on-demand/on-demand-services.ts';
import { ServiceLog } from './on-demand/service-log.ts';
import { openRequests } from './requests/open-requests.ts';
import type { RequestTools } from './requests/request-tools.ts';
import { SecretInventory } from './secrets/secret-inventory.ts';
import { Vault } from './secrets/vault.ts';
import { ServerDirectory } from './servers/server-directory.ts';
import { ServerSetUp } from './servers/server-set-up.ts';
import { ServiceWatcher } from './services/service-watcher.ts';
import { SettingsStore } from './settings/settings-store.ts';
import { StorageThread } from './storage/storage-thread.ts';
import { NonceBook } from './tunnels/nonce-book.ts';
import { TunnelManager } from './tunnels/tunnel-manager.ts';

/** All of Porthole but its faces: tunnels, servers, services, metrics, settings. Runs the same in Electron and in plain Node. */
export interface Engine {
  readonly tunnels: TunnelManager;
  readonly servers: ServerDirectory;
  readonly setUp: ServerSetUp;
  readonly services: ServiceWatcher;
  readonly metrics: MetricsCollector;
  readonly history: History;
  readonly health: Health;
  readonly alerts: Alerts;
  readonly activity: Activity;
  readonly endpoints: Endpoints;
  readonly notices: Notices;
  readonly settings: SettingsStore;
  readonly network: Network;
  /** What happened to services that are started on demand. */
  readonly serviceLog: ServiceLog;
  readonly secrets: SecretInventory;
  readonly requests: RequestTools;
  readonly licences: LicenceDirectory;
  readonly doctor: Doctor;
  readonly diagnostics: Diagnostics;
  /** Reads the vault; `start` does so too. For what needs no tunnels. `lookOnly`: nothing on the disk is changed. */
  load(how?: { lookOnly: boolean }): Promise<void>;
  readonly imports: Imports;
  /** Starts the tunnels that were running when the app ended. */
  start(): Promise<void>;
  /** Ends all sessions and listeners. */
  stop(): Promise<void>;
  /** The machine woke up or its network changed: lost links are tried now, the others must show that they stand. */
  wake(): void;
}

/** Composes an engine. Reads the settings; nothing runs before `start`. */
export function createEngine(entryParts: EngineParts): Engine {
  const log = new LogTail(entryParts.log);
  const parts: EngineParts = { ...entryParts, log };
  const notices = new Notices();
  const settings = new SettingsStore(parts.settings);
  if (settings.problem) notices.add('warning', settings.problem);
  const vault = new Vault({
    dataDir: parts.dataDir,
    ciphers: [parts.cipher, ...(parts.moreCiphers ?? [])],
    choice: {
      read: () => settings.value.keeping,
      write: async (keeping) => {
        settings.update({ keeping });
        await settings.saved();
      },
    },
  });
  const network = new Network(settings, vault);
  const servers = new ServerDirectory(parts, settings, vault, network, notices);
  network.onChange = () => servers.reconnectAll();
  const setUp = new ServerSetUp({ write: parts.writeSetUpFile, network, servers });
  const services = new ServiceWatcher(log);
  const metrics = new MetricsCollector((tunnelId) => tunnels.measurement(tunnelId));
  const { dataDir } = parts;
  const storage = new StorageThread({ log, onProblem: (message) => notices.add('warning', message) });
  // Of the settings: what a page asks for before the tunnels run must not look as if there were none.
  const tunnelIds = () => settings.value.tunnels.map(({ id }) => id);
  const { history, disk } = openHistory({ dataDir, storage, metrics, log, tunnelIds });
  const health = new Health(disk);
  const activity = new Activity(log);
  const nonces = new NonceBook();
  const tunnel = (id: string) => tunnels.config(id);
  const requests = openRequests({ dataDir, storage, settings, vault, trust: network.trust, log, tunnel });
  const { noKeychain } = parts;
  const serviceLog = new ServiceLog();
  const onDemand = new OnDemandServices(serviceLog);
  const ways = { servers, metrics, nonces, network, requests: requests.log.capture, onDemand };
  const tunnels: TunnelManager = new TunnelManager({ settings, services, ...ways });
  const licences = new LicenceDirectory({
    ...{ settings, vault, network, notices, log, clock: parts.clock, now: parts.now },
    tunnels: () => tunnels.tunnels.value,
    onPresented: (serverId) =>
      void servers.presentLicence(serverId).then((isThere) => isThere && tunnels.retryRefused(serverId)),
  });
  servers.licences = licences;
  const signing = requests.secrets;
  const secrets = new SecretInventory({ vault, settings, servers, network, signing, licences, noKeychain });
  tunnels.tunnels.subscribe(() => licences.tunnelsChanged());
  const load = async (how?: { lookOnly: boolean }) => {
    for (const problem of await vault.load(how)) notices.add('warning', problem);
  };
  const wake = () => {
    servers.wake();
    licences.look();
  };
  const networkWatch = new NetworkWatch(wake);
  const { notifier } = parts;
  const alerts = watchAlerts({ tunnels, servers, licences, metrics, settings, network, activity, log, notifier });
  const { endpoints, follow } = makeEndpoints({
    ...{ tunnels, servers, metrics, alerts: alerts.watch, history, settings, notices },
    version: parts.version,
  });
  const doctor = new Doctor(
    {
      ...{ dataDir, settings, vault, secrets, network, servers, tunnels, log },
      settingsPath: parts.settings.path,
      metricsPort: () => endpoints.port,
    },
    parts.version,
  );
  const diagnostics = new Diagnostics({
    ...{ settings, vault, secrets, servers, tunnels, licences, activity, notices, health, history, doctor, log },
    alerts: alerts.watch,
    version: parts.version,
  });
  let started = false;
  return {
    tunnels,
    servers,
    setUp,
    services,
    metrics,
    history,
    health,
    alerts,
    activity,
    endpoints,
    notices,
    settings,
    network,
    serviceLog,
    secrets,
    requests,
    licences,
    doctor,
    diagnostics,
    load,
    imports: new Imports({ settings, addStopped: (configs) => tunnels.addStopped(configs) }),
    async start() {
      started = true;
      // A folder that cannot be written to is said before anything runs.
      await parts.settings.saved();
      // The storage thread reads while the vault is read; it never rejects.
      const requestsRead = requests.start();
      await load();
      // A keychain may ask its user first: nothing waits for that here.
      void vault.inspect();
      await requestsRead;
      licences.start();
      if (disk) void activity.open(disk.store);
      metrics.start();
      tunnels.start();
      networkWatch.start();
      // Those that stand still are seen too, or their time would look as if the app had not run.
      for (const id of tunnelIds()) metrics.counters(id);
      health.follow(tunnels.tunnels);
      alerts.watch.start();
      if (parts.metricsPort === undefined) follow();
      else await endpoints.open(parts.metricsPort);
    },
    async stop() {
      networkWatch.stop();
      doctor.stop();
      setUp.cancel();
      licences.stop();
      alerts.stop();
      activity.close();
      await endpoints.close();
      metrics.stop();
      services.stop();
      tunnels.stop();
      await Promise.all([servers.stop(), onDemand.ended()]);
      await requests.stop();
      // An engine that never ran has measured nothing, and makes no file for it.
      if (started) disk?.recorder.flush(metrics.newest);
      await storage.close();
      await settings.close().catch((error: Error) => {
        log.error({ error: String(error) }, 'the last changes of the settings could not be kept');
      });
    },
    wake,
  };
}
