import type { MadeSecrets, RulesEdit } from '../../../shared/contract/rules.ts';
import type { ProbedTunnel, TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import type { LinkUsed } from '../../../shared/wire/messages.ts';
import { Live } from '../live.ts';
import type { Measurement } from '../metrics/recent-seconds.ts';
import { RequestError } from '../request-error.ts';
import { checkRules } from '../rules/check-rules.ts';
import { editRules } from '../rules/edit-rules.ts';
import { ExpiryWatch } from '../rules/expiry-watch.ts';
import { linkUse } from '../rules/link-use.ts';
import { isExpired } from '../rules/stopped-status.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { editedFoldersAreThere, editedTargetIsSecure, editedTunnel, type TunnelEdit } from './edited-tunnel.ts';
import { ExitsRunner } from './exits-runner.ts';
import { ForwardRunner } from './forward-runner.ts';
import { isSameTunnel } from './is-same-tunnel.ts';
import { lookAtTarget, type ServiceFinder } from './look-at-target.ts';
import { type Beside, type ForwardRequest, newTunnel, type ShareRequest } from './new-tunnel.ts';
import { TunnelConfigs } from './tunnel-configs.ts';
import { TunnelRunners, type TunnelRunnersParts } from './tunnel-runners.ts';
import { tunnelView } from './tunnel-view.ts';
import { untilKnown } from './until-known.ts';

/** A burst of changes (a link that is lost under 100 tunnels) reaches the page as one message. */
const PUBLISH_MS = 100;

/** How often a generated name gives way to another one: a clash with four random characters is one in 1.7 million. */
const RENAME_TRIES = 3;

/** What of a tunnel only this side looks at: no visitor's connection need be dropped for it. */
const CHANGED_LIVE: ReadonlySet<string> = new Set<keyof TunnelEdit>(['alerts', 'healthCheck', 'hostHeader']);

export interface ManagerParts extends TunnelRunnersParts {
  readonly settings: SettingsStore;
  readonly services: ServiceFinder;
}

/** The tunnels that the user has: keeps them, runs those that are enabled, and tells how each is. */
export class TunnelManager {
  readonly tunnels = new Live<ProbedTunnel[]>([]);
  readonly #parts: ManagerParts;
  readonly #configs: TunnelConfigs;
  readonly #runners: TunnelRunners;
  /** The last public URL of each, shown while its link is down. */
  readonly #publicUrls = new Map<string, string>();
  readonly #removed = new Map<string, TunnelConfig>();
  readonly #expiry = new ExpiryWatch((id, at) => this.#end(id, 'expired', at));
  #publishing: NodeJS.Timeout | undefined;

  constructor(parts: ManagerParts) {
    this.#parts = parts;
    this.#configs = new TunnelConfigs(parts.settings, parts.servers);
    this.#runners = new TunnelRunners(parts, {
      onChange: () => this.#publishSoon(),
      onEnded: (id, why) => this.#end(id, why),
      onLinkUsed: (id, use) => this.#linkUsed(id, use),
    });
  }

  /** Starts those that were running when the app ended. */
  start(): void {
    for (const config of this.#configs.all) if (config.enabled && !isExpired(config)) this.#runners.run(config);
    this.#publish();
  }

  stop(): void {
    this.#runners.haltAll();
    this.#expiry.stop();
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
  }

  /** Whether the exit server has opened it. */
  isOpen(id: string): boolean {
    return this.#runners.get(id)?.publicUrl !== undefined;
  }

  /** Whether the tunnel's traffic is being measured now. */
  measurement(id: string): Measurement {
    return this.#runners.measurement(id);
  }

  async share(request: ShareRequest): Promise<ProbedTunnel> {
    // The only wait: what follows must not be interleaved with another click on the same service.
    const lookedAt = await lookAtTarget(request, this.#parts.services);
    const config = newTunnel.share(request, lookedAt, this.#beside);
    const same = this.#configs.all.find((other) => isSameTunnel(other, config, request));
    return this.#startSameOr(same, config, request.name === undefined && config.kind !== 'private');
  }

  /** Reaches a service over there on a port of this computer. */
  async forward(request: ForwardRequest): Promise<ProbedTunnel> {
    const config = newTunnel.forward(request, this.#beside);
    const same = this.#configs.all.find((other) => isSameTunnel(other, config, request));
    return this.#startSameOr(same, config, false);
  }

  /** Adds tunnels that do not run yet, all or none. Throws RequestError where a server is gone or a name is taken. */
  addStopped(configs: readonly TunnelConfig[]): void {
    this.#configs.addAll(configs.map((config) => ({ ...config, enabled: false })));
    this.#publish();
  }

  startTunnel(id: string): ProbedTunnel {
    const config = this.#configs.get(id);
    if (isExpired(config)) {
      throw new RequestError(
        'NOT_NOW',
        'Its rules ended this tunnel: give it a later end, or none.',
        'rules.expiresAt',
      );
    }
    const enabled = { ...config, enabled: true, ended: undefined };
    if (!config.enabled) this.#configs.replace(enabled);
    if (this.get(id).status.state === 'refused') this.#runners.halt(id);
    if (!this.#runners.get(id)) this.#runners.run(enabled);
    return this.#publishAndGet(id);
  }

  stopTunnel(id: string): ProbedTunnel {
    const config = this.#configs.get(id);
    if (config.enabled) this.#configs.replace({ ...config, enabled: false });
    this.#runners.halt(id);
    return this.#publishAndGet(id);
  }

  retry(id: string): ProbedTunnel {
    const config = this.#configs.get(id);
    if (!config.enabled) return this.startTunnel(id);
    const supervisor = this.#parts.servers.supervisor(config.serverId);
    const runner = this.#runners.get(id);
    if (runner instanceof ExitsRunner) {
      runner.retry();
    } else if (runner?.publicUrl) {
      // It is open: only its probes can be asked again, and its visitors stay.
      runner.probeNow();
    } else if (supervisor.link.value.state === 'online') {
      this.#runners.halt(id);
      this.#runners.run(config);
    } else {
      supervisor.retryNow();
    }
    return this.#publishAndGet(id);
  }

  /** Asks once more for what an exit server has refused to open: it has another licence now. */
  retryRefused(serverId: string): void {
    for (const { id, exits, ...tunnel } of this.tunnels.value) {
      const refused = (exits ?? [tunnel]).some((exit) => exit.serverId === serverId && exit.status.state === 'refused');
      if (refused) this.retry(id);
    }
  }

  /** Changes a tunnel; one that runs is closed and opened anew with the change, unless all of it can be changed live. */
  async update(id: string, edit: TunnelEdit): Promise<ProbedTunnel> {
    // Before anything else, as in `share`; made once more by what the tunnel is after the wait.
    const config = this.#configs.get(id);
    await editedFoldersAreThere(config, edit);
    return this.#change(id, edit, await editedTargetIsSecure(config, edit, this.#parts.services));
  }

  /** The same for a name alone, at once. */
  rename(id: string, name: string): void {
    this.#change(id, { name });
  }

  /** @param secure whether a new target was found to be a website that speaks TLS */
  #change(id: string, edit: TunnelEdit, secure = false): ProbedTunnel {
    const changed = editedTunnel(this.#configs.get(id), edit, secure);
    this.#configs.replace(changed);
    const runner = this.#runners.get(id);
    const changes = Object.entries(edit).flatMap(([field, value]) => (value === undefined ? [] : [field]));
    if (changes.every((field) => CHANGED_LIVE.has(field))) {
      if (runner && !(runner instanceof ForwardRunner)) {
        if (edit.hostHeader !== undefined) runner.setHostHeader(changed.hostHeader);
        if (edit.healthCheck !== undefined) runner.setHealthCheck(changed.healthCheck);
      }
      return this.#publishAndGet(id);
    }
    this.#publicUrls.delete(id);
    if (runner) {
      this.#runners.halt(id);
      this.#runners.run(changed);
    }
    return this.#publishAndGet(id);
  }

  /** Changes a tunnel's rules: they hold for every request from now on, and nothing that runs is broken off. */
  setRules(id: string, rules: TunnelRules): ProbedTunnel {
    const config = this.#configs.get(id);
    this.#saveRules(config, checkRules(config, rules));
    return this.#publishAndGet(id);
  }

  /** The same as the page wants it, with passwords instead of hashes. Resolves with the secrets that were made, which are told this once. */
  async editRules(id: string, edit: RulesEdit): Promise<MadeSecrets> {
    const { rules, made } = await editRules(this.config(id).rules, edit, this.#publicUrls.get(id));
    this.setRules(id, rules);
    return made;
  }

  remove(id: string): void {
    const config = this.#configs.get(id);
    this.#runners.halt(id);
    this.#removed.set(id, config);
    this.#publicUrls.delete(id);
    this.#parts.metrics.forget(id);
    this.#parts.onDemand.forget(id);
    this.#configs.remove(id);
    this.#publish();
  }

  undoRemove(id: string): ProbedTunnel {
    const config = this.#removed.get(id);
    if (!config) throw new RequestError('NOT_FOUND', 'This tunnel can no longer be brought back: share it again.');
    this.#configs.add(config);
    this.#removed.delete(id);
    if (config.enabled) this.#runners.run(config);
    return this.#publishAndGet(id);
  }

  /** What a tunnel is to be, with the hashes of its secrets: nothing for the page. */
  config(id: string): TunnelConfig {
    return this.#configs.get(id);
  }

  get(id: string): ProbedTunnel {
    return this.#view(this.#configs.get(id));
  }

  // ── running ──

  get #beside(): Beside {
    return { tunnels: this.#configs.all, defaultServerId: this.#parts.settings.value.preferences.defaultServerId };
  }

  /** @param generated whether the user left the name to us, so that another one may take its place */
  #startSameOr(same: TunnelConfig | undefined, config: TunnelConfig, generated: boolean): Promise<ProbedTunnel> {
    if (same) return untilKnown(this.startTunnel(same.id).id, this, 0);
    this.#configs.add(config);
    this.#runners.run(config);
    return untilKnown(config.id, this, generated ? RENAME_TRIES : 0);
  }

  /** Its rules end it. */
  #end(id: string, why: 'expired' | 'idle', at = Date.now()): void {
    const config = this.#configs.find(id);
    if (!config?.enabled) return;
    this.#runners.halt(id);
    this.#configs.replace({ ...config, enabled: false, ended: { at, why } });
    this.#publish();
  }

  #linkUsed(id: string, use: LinkUsed): void {
    const config = this.#configs.find(id);
    if (config) this.#saveRules(config, linkUse.noted(config.rules, use));
    this.#publishSoon();
  }

  #saveRules(config: TunnelConfig, rules: TunnelRules): void {
    const changed = { ...config, rules };
    this.#configs.replace(changed);
    const runner = this.#runners.get(config.id);
    if (runner?.status.state === 'refused') {
      this.#runners.halt(config.id);
      this.#runners.run(changed);
    } else if (runner && !(runner instanceof ForwardRunner)) {
      runner.setRules(rules);
    }
  }

  // ── telling ──

  #view(config: TunnelConfig): ProbedTunnel {
    const runner = this.#runners.get(config.id);
    if (runner?.publicUrl) this.#publicUrls.set(config.id, runner.publicUrl);
    const publicUrl = this.#publicUrls.get(config.id);
    return tunnelView(config, runner, { publicUrl, serverLabel: this.#parts.servers.label(config.serverId) });
  }

  #publishAndGet(id: string): ProbedTunnel {
    this.#publish();
    return this.get(id);
  }

  #publishSoon(): void {
    this.#publishing ??= setTimeout(() => this.#publish(), PUBLISH_MS);
  }

  #publish(): void {
    clearTimeout(this.#publishing);
    this.#publishing = undefined;
    // All that changes which tunnels run, and until when, is published.
    this.#expiry.watch(() => this.#configs.all);
    this.tunnels.set(this.#configs.all.map((config) => this.#view(config)));
  }
}
