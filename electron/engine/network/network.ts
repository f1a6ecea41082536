import { randomUUID } from 'node:crypto';
import type { NetworkChange, Network as NetworkView } from '../../../shared/contract/network.ts';
import { Live } from '../live.ts';
import { RequestError } from '../request-error.ts';
import type { Vault } from '../secrets/vault.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { EndpointError } from '../tunnels/endpoint-error.ts';
import { Turns } from '../turns.ts';
import { environmentProxy, isLoopback } from './environment-proxy.ts';
import type { NetworkSettings } from './network-settings.ts';
import { parseProxyUrl } from './proxy-url.ts';
import { type Trust, trustCertificates } from './trust.ts';

/** How this computer reaches the outside: through which proxy, and whom it trusts. */
export class Network {
  readonly view: Live<NetworkView>;
  readonly #settings: SettingsStore;
  readonly #vault: Vault;
  /** A change is made of what the one before has left: of two at once none may be lost while a file is read or a password is kept. */
  readonly #turns = new Turns();
  /** Connections were set up by other rules than those that hold now. */
  onChange: () => void = () => {};

  constructor(settings: SettingsStore, vault: Vault) {
    this.#settings = settings;
    this.#vault = vault;
    this.view = new Live(viewOf(this.#kept));
  }

  /**
   * To be asked before each connection to a URL of any scheme: makes this process trust whom it should, and returns the proxy to go through,
   * with its password in it; undefined for none. Never one for this computer itself.
   *
   * Rejects with EndpointError where the user has to mend something first.
   */
  async routeTo(url: string): Promise<URL | undefined> {
    const proxy = await this.#proxyFor(url);
    if (/^(wss|https):/.test(url) || proxy?.protocol === 'https:') await trustCertificates(this.#kept.caFile);
    return proxy;
  }

  /** To be awaited before each TLS connection that goes another way. Rejects with EndpointError, as `routeTo` does. */
  readonly trust: Trust = () => trustCertificates(this.#kept.caFile);

  async #proxyFor(url: string): Promise<URL | undefined> {
    const { proxyMode, proxyUrl, proxySecretId } = this.#kept;
    if (proxyMode === 'none' || isLoopback(url)) return undefined;
    try {
      if (proxyMode === 'environment') return environmentProxy(url);
      if (proxyUrl === undefined) return undefined;
      const proxy = parseProxyUrl(proxyUrl);
      if (proxySecretId !== undefined) proxy.password = encodeURIComponent(await this.#vault.get(proxySecretId));
      return proxy;
    } catch (error) {
      throw new EndpointError('proxy', `The proxy cannot be used: ${(error as Error).message}`);
    }
  }

  /** Rejects with RequestError, with nothing changed, where a value cannot be used; with SettingsNotSaved where the change holds but cannot be written yet. */
  update(change: NetworkChange): Promise<NetworkView> {
    return this.#turns.take(() => this.#update(change));
  }

  async #update(change: NetworkChange): Promise<NetworkView> {
    const before = this.#kept;
    const next: NetworkSettings = { ...before, proxyMode: change.proxyMode ?? before.proxyMode };
    let password = change.proxyPassword;
    if (change.proxyUrl !== undefined) {
      const url = change.proxyUrl === '' ? undefined : parseProxyUrl(change.proxyUrl);
      // Pasted whole, as it stands in an environment variable.
      if (url?.password) password ??= decodeURIComponent(url.password);
      if (url) url.password = '';
      next.proxyUrl = url && withoutSlash(url.href);
      // A password is for the proxy that it was entered for, and must not be sent to another one.
      if (next.proxyUrl !== before.proxyUrl) password ??= '';
    }
    if (next.proxyMode === 'own' && next.proxyUrl === undefined) {
      throw new RequestError('INVALID', 'Enter the proxy’s address, like http://proxy.corp:3128.', 'proxyUrl');
    }
    if (change.caFile !== undefined) next.caFile = await checkedCaFile(change.caFile);
    await this.#keep(before, next, password);
    return this.view.value;
  }

  get #kept(): NetworkSettings {
    return this.#settings.value.network;
  }

  /** The new secret is written before what refers to it, the old one removed after. */
  async #keep(before: NetworkSettings, next: NetworkSettings, password: string | undefined): Promise<void> {
    if (password !== undefined) next.proxySecretId = password === '' ? undefined : randomUUID();
    if (password && next.proxySecretId !== undefined) await this.#vault.set(next.proxySecretId, password);
    this.#settings.update({ network: next });
    // Before the disk is waited for: the change holds from here on, also where it cannot be written yet.
    this.view.set(viewOf(next));
    this.onChange();
    const old = before.proxySecretId;
    await this.#settings.onceSaved(async () => {
      if (old !== undefined && old !== next.proxySecretId) await this.#vault.remove(old);
    });
  }
}

function viewOf({ proxyMode, proxyUrl, proxySecretId, caFile }: NetworkSettings): NetworkView {
  return { proxyMode, proxyUrl, proxyHasPassword: proxySecretId !== undefined, caFile };
}

async function checkedCaFile(file: string): Promise<string | undefined> {
  if (file === '') return undefined;
  try {
    await trustCertificates(file);
  } catch (error) {
    throw new RequestError('INVALID', (error as Error).message, 'caFile');
  }
  return file;
}

function withoutSlash(url: string): string {
  return url.replace(/\/$/, '');
}
