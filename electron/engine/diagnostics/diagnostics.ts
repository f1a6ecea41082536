import { arch, availableParallelism, freemem, release, version as systemVersion, totalmem } from 'node:os';
import type { Activity } from '../activity/activity.ts';
import type { AlertWatch } from '../alerts/alert-watch.ts';
import type { Doctor } from '../doctor/doctor.ts';
import type { Health } from '../health/health.ts';
import type { History } from '../history/history.ts';
import type { LicenceDirectory } from '../licences/licence-directory.ts';
import type { Notices } from '../notices.ts';
import type { SecretInventory } from '../secrets/secret-inventory.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { TunnelManager } from '../tunnels/tunnel-manager.ts';
import type { LogTail } from './log-tail.ts';
import { shownSettings } from './shown-settings.ts';
import { quiet, shownTunnel } from './shown-tunnel.ts';
import { unsaidTexts } from './unsaid-texts.ts';
import { withoutSecrets } from './without-secrets.ts';

/** The format that this version writes. */
const FORMAT = 1;
/** How far back the timelines go: a week has all that comes round. */
const TIMELINE_DAYS = 7;
/** How much of the activity is told. */
const ENTRIES = 100;
/** Variables of the environment that decide over proxies and CAs; only whether they are set is told. */
const VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY', 'NODE_EXTRA_CA_CERTS', 'NODE_OPTIONS'];

export interface DiagnosticsParts {
  readonly version: string;
  readonly log: LogTail;
  readonly settings: Pick<SettingsStore, 'value'>;
  readonly vault: Pick<Vault, 'texts'>;
  readonly secrets: Pick<SecretInventory, 'view'>;
  readonly servers: Pick<ServerDirectory, 'servers'>;
  readonly tunnels: Pick<TunnelManager, 'tunnels'>;
  readonly licences: Pick<LicenceDirectory, 'licences'>;
  readonly alerts: Pick<AlertWatch, 'active'>;
  readonly activity: Pick<Activity, 'entries'>;
  readonly notices: Pick<Notices, 'notices'>;
  readonly health: Pick<Health, 'timeline'>;
  readonly history: Pick<History, 'size'>;
  readonly doctor: Pick<Doctor, 'report'>;
}

/** Gathers what somebody who helps has to know, as one text without secrets. */
export class Diagnostics {
  readonly #parts: DiagnosticsParts;
  readonly #startedAt = Date.now();

  constructor(parts: DiagnosticsParts) {
    this.#parts = parts;
  }

  /** Resolves with JSON for people to read before they pass it on. @param shell where the app runs; `none`: it does not */
  async collect(shell: 'desktop' | 'browser' | 'none'): Promise<string> {
    const doctor = await this.#parts.doctor.report();
    const bundle = {
      portholeDiagnostics: FORMAT,
      madeAt: new Date().toISOString(),
      app: { version: this.#parts.version, shell, startedAt: new Date(this.#startedAt).toISOString() },
      ...machine(),
      doctor,
      settings: shownSettings(this.#parts.settings.value),
      ...this.#state(),
      ...(shell === 'none' ? {} : await this.#kept()),
      log: this.#parts.log.lines,
    };
    const secrets = [...unsaidTexts(this.#parts.settings.value), ...(await this.#parts.vault.texts())];
    return withoutSecrets(`${JSON.stringify(bundle, null, 2)}\n`, secrets);
  }

  #state() {
    const { secrets, servers, tunnels, licences, alerts, activity, notices } = this.#parts;
    const all = tunnels.tunnels.value;
    const quieted = <Told extends { tunnelIds: readonly string[] }>(told: Told): Told =>
      quiet(
        all.find(({ id, onDemand }) => onDemand !== undefined && told.tunnelIds.includes(id)),
        told,
      );
    const { keeping, offers, secrets: list } = secrets.view.value;
    return {
      servers: servers.servers.value.map(({ tokenLast4, ...server }) => server),
      tunnels: all.map(shownTunnel),
      licences: licences.licences.value.map(({ plan, issuer, kind, state, message }) => ({
        plan,
        issuer,
        kind,
        state,
        message,
      })),
      secrets: {
        keeping,
        offers,
        secrets: list.map(({ kind, label, state, message }) => ({ kind, label: bare(label), state, message })),
      },
      alerts: alerts.active.value.map(quieted),
      notices: notices.notices.value,
      activity: activity.entries.value.slice(0, ENTRIES).map(quieted),
    };
  }

  /** What is in the stores, as far as they can be read. */
  async #kept() {
    const { tunnels, health, history } = this.#parts;
    const timelines = tunnels.tunnels.value.map(async (tunnel) => {
      const timeline = await health.timeline(tunnel.id, TIMELINE_DAYS).catch(unreadable);
      return quiet(tunnel, timeline);
    });
    return { history: await history.size().catch(unreadable), timelines: await Promise.all(timelines) };
  }
}

function machine() {
  return {
    system: {
      platform: process.platform,
      arch: arch(),
      release: release(),
      version: systemVersion(),
      processors: availableParallelism(),
      freeMemory: freemem(),
      memory: totalmem(),
    },
    versions: process.versions,
    process: { uptimeSeconds: Math.round(process.uptime()), memory: process.memoryUsage() },
    environment: VARIABLES.filter((name) => process.env[name] || process.env[name.toLowerCase()]),
  };
}

/** The label of a proxy's password is the proxy's address, which has a user name. */
function bare(label: string): string {
  return label.replace(/\/\/[^/@]*@/, '//');
}

function unreadable(error: Error) {
  return { unreadable: error.message };
}
