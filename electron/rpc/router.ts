import { implement } from '@orpc/server';
import { contract } from '../../shared/contract/contract.ts';
import type { MetricsUpdate } from '../../shared/contract/metrics.ts';
import type { Engine } from '../engine/engine.ts';
import { toSample } from '../engine/metrics/to-sample.ts';
import { asContractError } from './as-contract-error.ts';
import { type AllowCommand, askForCommand } from './ask-for-command.ts';
import { type AllowFolder, askForFolder } from './ask-for-folder.ts';
import type { DesktopAccess, UpdatesAccess } from './desktop-access.ts';
import { desktopRouter } from './desktop-router.ts';
import { liveIterator } from './live-iterator.ts';
import { requestsRouter } from './requests-router.ts';
import { tunnelStreams } from './tunnel-streams.ts';

/** What the page may know of the app itself. */
export interface AppInfo {
  readonly shell: 'desktop' | 'browser';
  readonly version: string;
  /** How the person at the computer is asked before a command comes in; undefined: whoever may call is that person. */
  readonly allowCommand?: AllowCommand;
  /** Settings of the desktop app, where this is one. */
  readonly desktop?: DesktopAccess;
  /** Updates of the desktop app, where this is one. */
  readonly updates?: UpdatesAccess;
  /** How the same is asked before a folder is shared; undefined: as above. */
  readonly allowFolder?: AllowFolder;
  /** Asks the person at the computer for a folder in a dialog of the system; undefined: there is none. */
  readonly chooseFolder?: () => Promise<string | undefined>;
  /** Every call waits for it: before the engine runs it would answer that there are no tunnels. Undefined: it runs already. */
  readonly started?: Promise<void>;
}

/** The contract on an engine. One router serves every page, the tray, and `porthole status`. */
export function createRouter(engine: Engine, info: AppInfo) {
  const os = implement(contract).use(async ({ next }) => {
    await info.started;
    const before = engine.settings.changes;
    try {
      const answer = await next();
      // Whoever is told that something has changed may rely on it, even if the power fails now.
      if (engine.settings.changes !== before) await engine.settings.saved();
      return answer;
    } catch (error) {
      throw asContractError(error);
    }
  });
  const { tunnels, services, servers, licences, metrics, notices, network, secrets, settings, imports, serviceLog } =
    engine;
  const lists = (signal: AbortSignal | undefined) =>
    liveIterator(tunnels.tunnels.subscribe.bind(tunnels.tunnels), signal);
  return os.router({
    app: {
      info: os.app.info.handler(() => ({
        shell: info.shell,
        version: info.version,
        platform: process.platform,
        canChooseFolder: info.chooseFolder !== undefined,
      })),
      chooseFolder: os.app.chooseFolder.handler(async () => ({ path: await info.chooseFolder?.() })),
    },
    tunnels: {
      watch: os.tunnels.watch.handler(async function* ({ signal }) {
        for await (const list of lists(signal)) yield { tunnels: list };
      }),
      watchChanges: os.tunnels.watchChanges.handler(({ signal }) => tunnelStreams.changes(lists(signal))),
      watchProbes: os.tunnels.watchProbes.handler(({ input, signal }) => {
        tunnels.get(input.id);
        return tunnelStreams.probes(lists(signal), input.id);
      }),
      share: os.tunnels.share.handler(async ({ input }) => {
        await askForFolder(input, tunnels.tunnels.value, info.allowFolder);
        return tunnels.share(input);
      }),
      forward: os.tunnels.forward.handler(({ input }) => tunnels.forward(input)),
      start: os.tunnels.start.handler(({ input }) => tunnels.startTunnel(input.id)),
      stop: os.tunnels.stop.handler(({ input }) => tunnels.stopTunnel(input.id)),
      retry: os.tunnels.retry.handler(({ input }) => tunnels.retry(input.id)),
      update: os.tunnels.update.handler(async ({ input }) => {
        const { upstream, dotFiles, onDemand } = tunnels.get(input.id);
        const { target = upstream, dotFiles: wanted = dotFiles } = input.edit;
        await askForFolder({ target, dotFiles: wanted }, tunnels.tunnels.value, info.allowFolder);
        await askForCommand(input.edit, onDemand, info.allowCommand);
        return tunnels.update(input.id, input.edit);
      }),
      remove: os.tunnels.remove.handler(({ input }) => tunnels.remove(input.id)),
      undoRemove: os.tunnels.undoRemove.handler(({ input }) => tunnels.undoRemove(input.id)),
    },
    rules: {
      update: os.rules.update.handler(async ({ input: { id, rules, hostHeader } }) => {
        const made = await tunnels.editRules(id, rules);
        return { tunnel: hostHeader === undefined ? tunnels.get(id) : await tunnels.update(id, { hostHeader }), made };
      }),
    },
    services: {
      watch: os.services.watch.handler(async function* ({ signal }) {
        for await (const list of liveIterator(services.watch.bind(services), signal)) yield { services: list };
      }),
      refresh: os.services.refresh.handler(() => services.refresh()),
    },
    servers: {
      watch: os.servers.watch.handler(async function* ({ signal }) {
        for await (const list of liveIterator(servers.servers.subscribe.bind(servers.servers), signal)) {
          yield { servers: list };
        }
      }),
      join: os.servers.join.handler(({ input }) => servers.join(input.joinLink)),
      setToken: os.servers.setToken.handler(({ input }) => servers.setToken(input.id, input.token)),
      remove: os.servers.remove.handler(({ input }) => servers.remove(input.id)),
      setUp: {
        watch: os.servers.setUp.watch.handler(async function* ({ signal }) {
          const { current } = engine.setUp;
          for await (const setUp of liveIterator(current.subscribe.bind(current), signal)) yield { setUp };
        }),
        begin: os.servers.setUp.begin.handler(({ input }) => engine.setUp.begin(input)),
        cancel: os.servers.setUp.cancel.handler(() => engine.setUp.cancel()),
      },
      tokens: {
        list: os.servers.tokens.list.handler(({ input }) => servers.tokens.list(input.id)),
        create: os.servers.tokens.create.handler(({ input }) => servers.tokens.create(input.id, input.token)),
        revoke: os.servers.tokens.revoke.handler(({ input }) => servers.tokens.revoke(input.id, input.tokenId)),
        rotate: os.servers.tokens.rotate.handler(({ input }) =>
          servers.tokens.rotate(input.id, input.tokenId, input.overlapSeconds),
        ),
      },
    },
    licences: {
      watch: os.licences.watch.handler(async function* ({ signal }) {
        for await (const list of liveIterator(licences.licences.subscribe.bind(licences.licences), signal)) {
          yield { licences: list };
        }
      }),
      import: os.licences.import.handler(({ input }) => licences.import(input)),
      remove: os.licences.remove.handler(({ input }) => licences.remove(input.id)),
      recheck: os.licences.recheck.handler(({ input }) => licences.recheck(input.id)),
    },
    imports: {
      preview: os.imports.preview.handler(({ input }) => imports.preview(input.text)),
      apply: os.imports.apply.handler(async ({ input }) => {
        for (const { index, upstream: target = '', dotFiles } of (await imports.preview(input.text)).tunnels) {
          if (!input.indexes.includes(index)) continue;
          await askForFolder({ target, dotFiles }, tunnels.tunnels.value, info.allowFolder);
        }
        return { added: await imports.apply(input.text, input.indexes, input.serverId) };
      }),
      export: os.imports.export.handler(() => ({ text: imports.export() })),
    },
    metrics: {
      watch: os.metrics.watch.handler(({ signal }) =>
        liveIterator(metrics.subscribe.bind(metrics), signal, mergeMetrics),
      ),
      history: os.metrics.history.handler(({ input }) => {
        tunnels.get(input.tunnelId);
        return engine.history.read(input.tunnelId, input);
      }),
      recent: os.metrics.recent.handler(({ input }) => ({
        tunnels: tunnels.tunnels.value.map(({ id }) => {
          const measured = tunnels.measurement(id) === 'up';
          return { tunnelId: id, sample: toSample(metrics.newest, measured, metrics.recent(id, input.seconds)) };
        }),
      })),
      overview: os.metrics.overview.handler(({ input }) =>
        engine.history.overview(
          tunnels.tunnels.value.map(({ id }) => id),
          input,
        ),
      ),
      size: os.metrics.size.handler(() => engine.history.size()),
    },
    health: {
      timeline: os.health.timeline.handler(({ input }) => {
        tunnels.get(input.tunnelId);
        return engine.health.timeline(input.tunnelId, input.days);
      }),
    },
    alerts: {
      watch: os.alerts.watch.handler(async function* ({ signal }) {
        const { active } = engine.alerts.watch;
        for await (const alerts of liveIterator(active.subscribe.bind(active), signal)) yield { alerts };
      }),
      testWebhook: os.alerts.testWebhook.handler(({ input }) => engine.alerts.webhook.test(input.url)),
    },
    activity: {
      watch: os.activity.watch.handler(async function* ({ signal }) {
        const live = engine.activity.entries;
        for await (const entries of liveIterator(live.subscribe.bind(live), signal)) yield { entries };
      }),
    },
    requests: requestsRouter(engine),
    doctor: {
      run: os.doctor.run.handler(async function* ({ signal }) {
        const live = engine.doctor.examine();
        for await (const report of liveIterator(live.subscribe.bind(live), signal)) {
          yield report;
          if (report.done) return;
        }
      }),
    },
    diagnostics: {
      collect: os.diagnostics.collect.handler(async () => ({ text: await engine.diagnostics.collect(info.shell) })),
    },
    notices: {
      watch: os.notices.watch.handler(async function* ({ signal }) {
        for await (const list of liveIterator(notices.notices.subscribe.bind(notices.notices), signal)) {
          yield { notices: list };
        }
      }),
      dismiss: os.notices.dismiss.handler(({ input }) => notices.dismiss(input.id)),
    },
    serviceLog: {
      watch: os.serviceLog.watch.handler(async function* ({ input, signal }) {
        tunnels.get(input.tunnelId);
        for await (const lines of liveIterator(serviceLog.subscribe.bind(serviceLog, input.tunnelId), signal)) {
          yield { lines: [...lines] };
        }
      }),
    },
    secrets: {
      watch: os.secrets.watch.handler(({ signal }) => liveIterator(secrets.view.subscribe.bind(secrets.view), signal)),
      move: os.secrets.move.handler(({ input }) => secrets.move(input.to)),
      remove: os.secrets.remove.handler(({ input }) => secrets.remove(input.id)),
    },
    network: {
      watch: os.network.watch.handler(({ signal }) => liveIterator(network.view.subscribe.bind(network.view), signal)),
      update: os.network.update.handler(({ input }) => network.update(input)),
    },
    desktop: desktopRouter(info),
    settings: {
      watch: os.settings.watch.handler(async function* ({ signal }) {
        for await (const value of liveIterator(settings.subscribe.bind(settings), signal)) yield value.preferences;
      }),
      update: os.settings.update.handler(({ input }) => {
        if (input.defaultServerId !== undefined) servers.get(input.defaultServerId);
        settings.update({ preferences: { ...settings.value.preferences, ...input } });
        return settings.value.preferences;
      }),
    },
  });
}

export type Router = ReturnType<typeof createRouter>;

/** A page that was busy for some seconds gets their samples in one message. */
function mergeMetrics(waiting: MetricsUpdate, next: MetricsUpdate): MetricsUpdate {
  const late = new Map(next.tunnels.map(({ tunnelId, samples }) => [tunnelId, samples]));
  const joined = waiting.tunnels.map(({ tunnelId, samples }) => {
    const more = late.get(tunnelId) ?? [];
    late.delete(tunnelId);
    return { tunnelId, samples: [...samples, ...more].slice(-MAX_WAITING_SAMPLES) };
  });
  const added = [...late].map(([tunnelId, samples]) => ({ tunnelId, samples }));
  return { kind: waiting.kind, tunnels: [...joined, ...added] };
}

/** What a sparkline shows: older samples that nobody read are of no use. */
const MAX_WAITING_SAMPLES = 60;
