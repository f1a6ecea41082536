import { hostname } from 'node:os';
import { isLicenceWorking } from '../../../shared/contract/is-licence-working.ts';
import type { Licence } from '../../../shared/contract/licence.ts';
import { deviceId } from '../../../shared/licence/device-id.ts';
import { type Clock, systemClock } from '../../../shared/wire/clock.ts';
import { Live } from '../live.ts';
import { RequestError } from '../request-error.ts';
import { chooseLicence } from './choose-licence.ts';
import { LicenceCheck } from './licence-check.ts';
import type { LicenceConfig } from './licence-config.ts';
import { LicenceDeskClient } from './licence-desk-client.ts';
import { LicenceImport, type LicenceRequest, type NewLicence } from './licence-import.ts';
import type { LicenceParts } from './licence-parts.ts';
import { LicenceServers } from './licence-servers.ts';
import { licenceView } from './licence-view.ts';
import { licenceWarning } from './licence-warning.ts';
import { msToNextLook } from './next-look.ts';
import { RefusedTunnels } from './refused-tunnels.ts';
import type { Device } from './renewed.ts';

/** A check is never further away than this, ms: a later one was written while the clock was wrong. */
const LONGEST_WAIT_MS = 25 * 60 * 60 * 1_000;
/**
 * A refusal leads to a check at most so often, ms: the check brings a new statement, which is presented at once, and where that is refused as well (a
 * clock that is wrong over there) the two must not chase each other.
 */
const AFTER_REFUSAL_MS = 10 * 60_000;
const MAX_LABEL = 100;

/** The licences that the user has: keeps them, asks about them, and knows which one each exit server gets. */
export class LicenceDirectory {
  readonly licences = new Live<Licence[]>([]);
  readonly #parts: LicenceParts;
  readonly #clock: Clock;
  readonly #now: () => number;
  readonly #device: Device;
  readonly #client: LicenceDeskClient;
  readonly #import: LicenceImport;
  readonly #check: LicenceCheck;
  readonly #servers: LicenceServers;
  readonly #checking = new Map<string, Promise<void>>();
  readonly #refusedTunnels = new RefusedTunnels();
  /** When each was checked last because it was refused, ms since the epoch. */
  readonly #askedAfterRefusal = new Map<string, number>();
  /** Servers that were there at the last look. */
  #serverIds = '';
  #timer: unknown;

  constructor(parts: LicenceParts) {
    const { settings, network, clock = systemClock, now = Date.now } = parts;
    this.#parts = parts;
    this.#clock = clock;
    this.#now = now;
    this.#device = { device: deviceId(settings.value.clientId), label: hostname().slice(0, MAX_LABEL) || 'unknown' };
    this.#client = new LicenceDeskClient(network, now);
    this.#servers = new LicenceServers(settings, this.#client);
    this.#import = new LicenceImport(this.#servers, this.#client, this.#device, now);
    this.#check = new LicenceCheck(this.#servers, this.#client, this.#device, now);
    parts.vault.changes.subscribe(() => this.#publish());
  }

  /** Begins to watch them. The vault must be loaded. */
  start(): void {
    this.#serverIds = this.#serverList();
    this.#tick();
  }

  stop(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /**
   * Rejects with RequestError where the text is no licence that works on one of the user's exit servers; with SettingsNotSaved where it is used but cannot be
   * written yet.
   */
  async import(request: LicenceRequest): Promise<Licence> {
    const licence = await this.#import.read(request);
    const { kept, replaced } = await this.#keep(licence);
    // Before the disk is waited for: it holds from here on, also where it cannot be written yet.
    this.#publish();
    for (const serverId of kept.serverIds) this.#parts.onPresented(serverId);
    this.#warn();
    if (this.#timer !== undefined) this.#schedule();
    await this.#parts.settings.onceSaved(() => this.#removeSecrets(replaced));
    return this.#get(kept.id);
  }

  /**
   * Forgets it. The place of a subscription is given back where its issuer can be reached. Rejects with SettingsNotSaved where it is gone but that cannot be written yet;
   * the rest follows then.
   */
  async remove(id: string): Promise<void> {
    const config = this.#config(id);
    const { settings, vault } = this.#parts;
    const key = await vault.get(config.secretId).catch(() => undefined);
    settings.update({ licences: settings.value.licences.filter((other) => other.id !== id) });
    this.#publish();
    await settings.onceSaved(async () => {
      await this.#removeSecrets(config);
      if (key !== undefined) await this.#giveBack(config, key);
    });
  }

  /** Asks now. Resolves with how it is then; where nobody can be reached, with what is known. */
  async recheck(id: string): Promise<Licence> {
    this.#config(id);
    await this.#recheck(id);
    return this.#get(id);
  }

  /** The text for the hello to a server; undefined where there is none for it. */
  async present(serverId: string): Promise<string | undefined> {
    const config = this.#chosen(serverId);
    if (config === undefined) return undefined;
    return this.#read(config.id, config.statementId ?? config.secretId);
  }

  /** An exit server has refused the licence: what is shown of it may be old. */
  refused(serverId: string): void {
    const config = this.#chosen(serverId);
    if (config === undefined) return;
    const before = this.#askedAfterRefusal.get(config.id) ?? Number.NEGATIVE_INFINITY;
    if (Math.abs(this.#now() - before) < AFTER_REFUSAL_MS) return;
    this.#askedAfterRefusal.set(config.id, this.#now());
    this.#recheckQuietly(config.id);
  }

  /** The machine woke up, or tunnels have changed. */
  look(): void {
    if (this.#timer !== undefined) this.#tick();
  }

  /** Tunnels have opened or closed, or were refused. */
  tunnelsChanged(): void {
    this.#publish();
    for (const serverId of this.#refusedTunnels.newIn(this.#parts.tunnels())) this.refused(serverId);
  }

  // ── keeping ──

  /** Secrets first, then what refers to them. One that is there already gives its place and its id; it is returned, since its secrets are still kept. */
  async #keep({ config, secret, statement }: NewLicence): Promise<{ kept: LicenceConfig; replaced?: LicenceConfig }> {
    const { settings, vault } = this.#parts;
    await vault.set(config.secretId, secret);
    if (config.statementId !== undefined && statement !== undefined) await vault.set(config.statementId, statement);
    const same = this.#sameAs(config);
    const kept = { ...config, id: same?.id ?? config.id, warnedDays: same?.warnedDays };
    const others = settings.value.licences.filter((other) => other !== same);
    settings.update({ licences: [...others, kept] });
    return same === undefined ? { kept } : { kept, replaced: same };
  }

  async #removeSecrets(config: LicenceConfig | undefined): Promise<void> {
    for (const id of [config?.secretId, config?.statementId]) if (id !== undefined) await this.#parts.vault.remove(id);
  }

  /** Tells the issuer of a subscription that this computer's place is free. */
  async #giveBack(config: LicenceConfig, key: string): Promise<void> {
    const { deskUrl, issuer, plan } = config;
    // The removal may have waited for the disk: one that was entered again meanwhile uses the place.
    if (deskUrl === undefined || this.#sameAs(config) !== undefined) return;
    await this.#client.deactivate(this.#servers.desk(deskUrl), { key, ...this.#device }).catch(() => {
      this.#parts.notices.add(
        'info',
        `${issuer} could not be told that this computer no longer uses “${plan}”: its place is free in four days.`,
      );
    });
  }

  #change(id: string, change: Partial<LicenceConfig>): void {
    const { settings } = this.#parts;
    settings.update({
      licences: settings.value.licences.map((other) => (other.id === id ? { ...other, ...change } : other)),
    });
  }

  async #read(id: string, secretId: string): Promise<string | undefined> {
    try {
      return await this.#parts.vault.get(secretId);
    } catch (error) {
      this.#parts.log.warn({ licence: id }, `a licence cannot be read: ${(error as Error).message}`);
      return undefined;
    }
  }

  // ── asking ──

  #recheck(id: string): Promise<void> {
    const running = this.#checking.get(id);
    if (running) return running;
    const checking = this.#recheckOnce(id).finally(() => this.#checking.delete(id));
    this.#checking.set(id, checking);
    return checking;
  }

  #recheckQuietly(id: string): void {
    this.#recheck(id).catch((error: unknown) => {
      this.#parts.log.error({ error: String(error) }, 'a licence could not be checked');
    });
  }

  async #recheckOnce(id: string): Promise<void> {
    const { settings, vault, onPresented } = this.#parts;
    const before = this.#find(id);
    const secret = before && (await this.#read(id, before.secretId));
    if (before === undefined || secret === undefined) return;
    const { change, statement } = await this.#check.run(before, secret);
    if (this.#find(id)?.secretId !== before.secretId) return;
    if (statement !== undefined && before.statementId !== undefined) await vault.set(before.statementId, statement);
    // Only what is still there: it may have been removed meanwhile.
    if (!settings.value.licences.some((other) => other.id === id)) return;
    this.#change(id, change);
    this.#publish();
    const gained = (change.serverIds ?? []).filter((serverId) => !before.serverIds.includes(serverId));
    for (const serverId of statement === undefined ? gained : (change.serverIds ?? [])) onPresented(serverId);
    this.#warn();
  }

  #schedule(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#timer = this.#clock.setTimeout(() => this.#tick(), msToNextLook(this.#all, this.#now()));
  }

  #tick(): void {
    this.#schedule();
    const now = this.#now();
    const serverIds = this.#serverList();
    const serversChanged = serverIds !== this.#serverIds;
    this.#serverIds = serverIds;
    for (const { id, dueAt } of this.#all) {
      const due = dueAt <= now || dueAt > now + LONGEST_WAIT_MS || serversChanged;
      if (due) this.#recheckQuietly(id);
    }
    this.#publish();
    this.#warn();
  }

  // ── telling ──

  get #all(): readonly LicenceConfig[] {
    return this.#parts.settings.value.licences;
  }

  #find(id: string): LicenceConfig | undefined {
    return this.#all.find((config) => config.id === id);
  }

  /** The one that is the same to its issuer, however often it was entered. */
  #sameAs({ kid, licenceId }: LicenceConfig): LicenceConfig | undefined {
    return this.#all.find((other) => other.kid === kid && other.licenceId === licenceId);
  }

  #config(id: string): LicenceConfig {
    const config = this.#find(id);
    if (config) return config;
    throw new RequestError('NOT_FOUND', 'There is no such licence.');
  }

  #get(id: string): Licence {
    const licence = this.licences.value.find((candidate) => candidate.id === id);
    if (licence) return licence;
    throw new RequestError('NOT_FOUND', 'There is no such licence.');
  }

  #serverList(): string {
    return this.#servers.all.map(({ id, url }) => `${id} ${url}`).join('\n');
  }

  #chosen(serverId: string): LicenceConfig | undefined {
    return chooseLicence(this.#all, serverId, (config) => isLicenceWorking(this.#view(config, 0).state));
  }

  #view(config: LicenceConfig, tunnels: number): Licence {
    const { message } = this.#parts.vault.info(config.statementId ?? config.secretId);
    return licenceView(config, { now: this.#now(), tunnels, unreadable: message });
  }

  #publish(): void {
    const open = this.#parts.tunnels().filter(({ status }) => status.state === 'online' || status.state === 'degraded');
    const chosen = new Map(this.#servers.all.map(({ id }) => [id, this.#chosen(id)?.id]));
    const present = new Set(this.#servers.all.map(({ id }) => id));
    const next = this.#all.map((config) => {
      const serverIds = config.serverIds.filter((id) => present.has(id));
      const tunnels = open.filter(({ serverId }) => chosen.get(serverId) === config.id).length;
      return this.#view({ ...config, serverIds }, tunnels);
    });
    const before = new Map(this.licences.value.map((licence) => [licence.id, licence]));
    if (JSON.stringify(next) !== JSON.stringify([...before.values()])) this.licences.set(next);
    for (const { id, state, serverIds } of next) {
      const was = before.get(id)?.state;
      if (was === undefined || isLicenceWorking(was) || !isLicenceWorking(state)) continue;
      // E.g. one that has begun: a server that refused it is tried anew.
      for (const serverId of serverIds) this.#parts.onPresented(serverId);
    }
  }

  #warn(): void {
    for (const licence of this.licences.value) {
      const before = this.#find(licence.id)?.warnedDays;
      const { days, message } = licenceWarning(licence, before);
      if (message !== undefined) this.#parts.notices.add('warning', message);
      if (days !== before) this.#change(licence.id, { warnedDays: days });
    }
  }
}
