import { eventIterator } from '@orpc/contract';
import { z } from 'zod';
import { Rotation } from '../tokens/admin-api.ts';
import { NewToken } from '../tokens/new-token.ts';
import { TokenRecord } from '../tokens/token-record.ts';
import { ActivityEntry } from './activity.ts';
import { Alert, AlertRules, WebhookTrial } from './alert.ts';
import { contractBase as base } from './contract-base.ts';
import { DesktopSettings } from './desktop-settings.ts';
import { DoctorReport } from './doctor.ts';
import { HealthTimeline } from './health.ts';
import { HealthCheck } from './health-check.ts';
import { ImportPlan, MAX_IMPORT_LENGTH } from './import.ts';
import { Licence } from './licence.ts';
import { MadeToken } from './made-token.ts';
import { HistoryRange, HistorySize, MetricsHistory, MetricsOverview, MetricsUpdate, RecentMetrics } from './metrics.ts';
import { Network, NetworkChange } from './network.ts';
import { Notice } from './notice.ts';
import { OnDemand } from './on-demand.ts';
import { packedMetrics } from './packed-metrics.ts';
import { requestsContract } from './requests-contract.ts';
import { MadeSecrets, RulesEdit } from './rules.ts';
import { Keeping, Secrets } from './secrets.ts';
import { Server } from './server.ts';
import { Service } from './service.ts';
import { ServiceLogLine } from './service-log.ts';
import { SetUp, SetUpFile, SetUpWish } from './set-up.ts';
import { Preferences, WebhookUrl } from './settings.ts';
import { HostHeader, ProbedTunnel, Probes, ProxyProtocol, TunnelChanges, TunnelConfig, TunnelName } from './tunnel.ts';
import { Updates } from './updates.ts';

const byId = z.object({ id: z.string() });

/** Where a share leads: a port (`3000`), an address (`127.0.0.1:3000`), a URL (`http://localhost:3000`) or a folder (`/srv/site`, `~/site`): paths have up to 4 KiB. */
const Target = z.string().trim().min(1).max(4096);

/** Fields of a tunnel that the user may change. */
const TunnelEdit = z.object({
  name: TunnelName.optional(),
  target: Target.optional(),
  serverId: z.string().optional(),
  remotePort: z.int().min(1).max(65535).nullable().optional(),
  localPort: z.int().min(1).max(65535).optional(),
  hostHeader: HostHeader.optional(),
  /** null: none. */
  proxyProtocol: ProxyProtocol.nullable().optional(),
  /** null: a TCP connect. */
  healthCheck: HealthCheck.nullable().optional(),
  alerts: AlertRules.optional(),
  shared: z.boolean().optional(),
  /** Of a folder: whether files whose name begins with a dot are shared too. */
  dotFiles: z.boolean().optional(),
  /** Empty: none. */
  alsoServerIds: TunnelConfig.shape.alsoServerIds,
  /** null: none. The one way by which a command comes into Porthole. */
  onDemand: OnDemand.nullable().optional(),
});

/**
 * All that the page can ask of the app, as one value: the app implements it, the page's client and the test's fakes are
 * derived from it. Every `watch` yields the present state first and each later state after it, newest wins.
 */
export const contract = {
  app: {
    info: base.output(
      z.object({
        version: z.string(),
        /** `desktop` inside Electron, `browser` under `porthole serve`. */
        shell: z.enum(['desktop', 'browser']),
        platform: z.string(),
        /** Whether `chooseFolder` can ask. */
        canChooseFolder: z.boolean(),
      }),
    ),
    /** Lets the person at the computer choose a folder in a dialog of the system; without `path` where they chose none, or no dialog is there. */
    chooseFolder: base.output(z.object({ path: z.string().optional() })),
  },
  tunnels: {
    /** All tunnels in the order of the list, whole, at most 10 times a second. */
    watch: base.output(eventIterator(z.object({ tunnels: z.array(ProbedTunnel) }))),
    /** The same without the probes, and after the first message only what changed: for who follows many tunnels. At most 10 messages a second. */
    watchChanges: base.output(eventIterator(TunnelChanges)),
    /** What the probes of one tunnel say, while it is there. */
    watchProbes: base.input(byId).output(eventIterator(Probes)),
    /**
     * One click: starts the tunnel that leads to `target`, making it where there is none, and resolves when its first
     * public URL is known or it was refused (see status). `kind` defaults to what the service speaks.
     */
    share: base
      .input(
        z.object({
          target: Target,
          name: TunnelName.optional(),
          kind: z.enum(['http', 'tcp', 'tls', 'private']).optional(),
          serverId: z.string().optional(),
          remotePort: z.int().min(1).max(65535).optional(),
          proxyProtocol: ProxyProtocol.optional(),
          shared: z.boolean().optional(),
          dotFiles: z.boolean().optional(),
        }),
      )
      .output(ProbedTunnel),
    /**
     * Reaches a service over there on this computer's localhost: starts the forward tunnel of that target and local port, making it where
     * there is none, and resolves when it stands or was refused. `target` is HOST:PORT or HOST, which has the local port's number.
     */
    forward: base
      .input(
        z.object({
          localPort: z.int().min(1).max(65535),
          target: Target,
          name: TunnelName.optional(),
          serverId: z.string().optional(),
        }),
      )
      .output(ProbedTunnel),
    start: base.input(byId).output(ProbedTunnel),
    stop: base.input(byId).output(ProbedTunnel),
    /** Tries now instead of at the next try. */
    retry: base.input(byId).output(ProbedTunnel),
    update: base.input(byId.extend({ edit: TunnelEdit })).output(ProbedTunnel),
    /** Stops and removes it. `undo` brings it back within the same run. */
    remove: base.input(byId),
    undoRemove: base.input(byId).output(ProbedTunnel),
  },
  rules: {
    /**
     * Replaces the rules of a tunnel, and what its service is told that its host is. They hold for every request from then on, and nothing that
     * runs is broken off. `field` of an error is a path, e.g. `rules.routes.0.path`. Tokens and links that were made with it are in `made`, once.
     */
    update: base
      .input(byId.extend({ rules: RulesEdit, hostHeader: HostHeader.optional() }))
      .output(z.object({ tunnel: ProbedTunnel, made: MadeSecrets })),
  },
  services: {
    watch: base.output(eventIterator(z.object({ services: z.array(Service) }))),
    /** Looks again now; the answer comes through `watch`. */
    refresh: base,
  },
  servers: {
    watch: base.output(eventIterator(z.object({ servers: z.array(Server) }))),
    /** Adds the server of a join link; its token goes into the vault and never comes out. */
    join: base.input(z.object({ joinLink: z.string().trim().min(1).max(4096) })).output(Server),
    setToken: base.input(byId.extend({ token: z.string().trim().min(1).max(4096) })).output(Server),
    remove: base.input(byId),
    /** A server that the app sets up: it makes the file, waits until the server answers, and adds it. One at a time. */
    setUp: {
      /** The one that waits or was done last; undefined where there is none. */
      watch: base.output(eventIterator(z.object({ setUp: SetUp.optional() }))),
      /** Makes a token and the file, and begins to wait. In place of one that waits. `field` of an error: `address`, `email` or `names`. */
      begin: base.input(SetUpWish).output(SetUpFile),
      /** Ends the wait and forgets the token. */
      cancel: base,
    },
    /** The tokens of a server on which this app has an admin token, over its control plane. */
    tokens: {
      list: base.input(byId).output(z.object({ tokens: z.array(TokenRecord) })),
      create: base.input(byId.extend({ token: NewToken })).output(MadeToken),
      /** Ends it for good, and its sessions within a second. */
      revoke: base.input(byId.extend({ tokenId: z.string() })),
      /** Gives it a new secret. The present one counts for so long beside it. */
      rotate: base
        .input(byId.extend({ tokenId: z.string(), overlapSeconds: Rotation.shape.overlapSeconds }))
        .output(MadeToken),
    },
  },
  licences: {
    watch: base.output(eventIterator(z.object({ licences: z.array(Licence) }))),
    /**
     * Adds a licence from what was pasted, dropped or clicked: a signed licence, a key or a `porthole://licence` link, with whatever quotes and line breaks
     * came with it. It goes into the vault and never comes out. `serverId`: the one server that it is for; without it all that take its issuer. A key is
     * activated at once, which takes a place of the subscription. Errors name the field `text` or `serverId`; CONFLICT: all places are taken. One that is there
     * already is renewed.
     */
    import: base
      .input(z.object({ text: z.string().trim().min(1).max(16_384), serverId: z.string().optional() }))
      .output(Licence),
    /** Forgets it, and gives its place in a subscription back. Running tunnels go on. */
    remove: base.input(byId),
    /** Asks its exit servers now; where none can be reached the licence comes back as it is known. */
    recheck: base.input(byId).output(Licence),
  },
  imports: {
    /** What a text of another program or an export of Porthole would bring; nothing is kept. */
    preview: base.input(z.object({ text: z.string().min(1).max(MAX_IMPORT_LENGTH) })).output(ImportPlan),
    /** Adds tunnels of a text, stopped, by their places in its preview. */
    apply: base
      .input(
        z.object({
          text: z.string().min(1).max(MAX_IMPORT_LENGTH),
          indexes: z.array(z.int().min(0)).min(1).max(1000),
          /** Where those run whose own server this app does not have. */
          serverId: z.string(),
        }),
      )
      .output(z.object({ added: z.int() })),
    /** The user's tunnels and servers as a file for another computer, without secrets. */
    export: base.output(z.object({ text: z.string() })),
  },
  metrics: {
    /** Of MetricsUpdate; it travels packed. */
    watch: base.output(eventIterator(MetricsUpdate.transform(packedMetrics.pack))),
    /** What every tunnel did in the last seconds, as far as they are in memory. */
    recent: base.input(z.object({ seconds: z.int().min(1).max(900) })).output(RecentMetrics),
    /** A chart's data; see HistoryRange. */
    history: base.input(z.intersection(z.object({ tunnelId: z.string() }), HistoryRange)).output(MetricsHistory),
    /** What all tunnels did, together and each; see HistoryRange. */
    overview: base.input(HistoryRange).output(MetricsOverview),
    /** How much room the history takes on disk. */
    size: base.output(HistorySize),
  },
  health: {
    /** How a tunnel has been in the last `days`. */
    timeline: base.input(z.object({ tunnelId: z.string(), days: z.int().min(1).max(90) })).output(HealthTimeline),
  },
  alerts: {
    /** The alerts that last, oldest first. */
    watch: base.output(eventIterator(z.object({ alerts: z.array(Alert) }))),
    /** Sends a test to a webhook, which need not be that of the settings, and tells what came back. */
    testWebhook: base
      .input(z.object({ url: WebhookUrl.refine((url) => url !== '', 'Enter the address of the webhook.') }))
      .output(WebhookTrial),
  },
  activity: {
    /** The last 500 entries, newest first. */
    watch: base.output(eventIterator(z.object({ entries: z.array(ActivityEntry) }))),
  },
  requests: requestsContract,
  doctor: {
    /** Looks for what is wrong, and yields what was found so far until all checks have ended. Joins a run that is under way. */
    run: base.output(eventIterator(DoctorReport)),
  },
  diagnostics: {
    /** All that somebody who helps has to know, as a text (JSON) without secrets; the doctor is asked too, so it takes some seconds. */
    collect: base.output(z.object({ text: z.string() })),
  },
  notices: {
    watch: base.output(eventIterator(z.object({ notices: z.array(Notice) }))),
    dismiss: base.input(byId),
  },
  secrets: {
    /** What secrets there are and how they fare, never what they are. */
    watch: base.output(eventIterator(Secrets)),
    /** Moves all secrets that can be decrypted to another keeping; new ones go there too. */
    move: base.input(z.object({ to: Keeping })).output(Secrets),
    /** Forgets one. What needs it waits until it is entered again. */
    remove: base.input(byId),
  },
  serviceLog: {
    /** The last lines of what happened to a tunnel's service, at most 200, all of them at each change; at most 4 times a second. */
    watch: base
      .input(z.object({ tunnelId: z.string() }))
      .output(eventIterator(z.object({ lines: z.array(ServiceLogLine) }))),
  },
  network: {
    watch: base.output(eventIterator(Network)),
    /** Connects anew to all exit servers that are not on this computer. The password goes into the vault and never comes out. */
    update: base.input(NetworkChange).output(Network),
  },
  /** Of the desktop app alone: NOT_NOW under `porthole serve`. */
  desktop: {
    watch: base.output(eventIterator(DesktopSettings)),
    update: base.input(DesktopSettings.partial()).output(DesktopSettings),
    /** New versions of it. No act takes a version or an address: both come from the package and its feed alone. */
    updates: {
      watch: base.output(eventIterator(Updates)),
      /** Looks for a new version now; what comes of it is in `watch`. */
      check: base,
      /** Downloads the version that was found; `watch` says how far it is. */
      download: base,
      /** Says no more of the version that was found, or ends its download. */
      decline: base,
      /** Ends the app in order, installs what was downloaded and starts it. */
      install: base,
      /** Opens the release page in the browser: that of the version in question, or that of all. */
      openReleases: base,
    },
  },
  settings: {
    watch: base.output(eventIterator(Preferences)),
    update: base.input(Preferences.partial()).output(Preferences),
  },
};

export type Contract = typeof contract;
