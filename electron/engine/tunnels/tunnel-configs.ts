import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { serversOf } from '../../../shared/contract/tunnel-predicates.ts';
import { RequestError } from '../request-error.ts';
import type { ServerDirectory } from '../servers/server-directory.ts';
import type { SettingsStore } from '../settings/settings-store.ts';

/** What the user wants their tunnels to be, in the order of the list; kept in the settings file. */
export class TunnelConfigs {
  readonly #settings: SettingsStore;
  readonly #servers: ServerDirectory;

  constructor(settings: SettingsStore, servers: ServerDirectory) {
    this.#settings = settings;
    this.#servers = servers;
  }

  get all(): readonly TunnelConfig[] {
    return this.#settings.value.tunnels;
  }

  find(id: string): TunnelConfig | undefined {
    return this.all.find((config) => config.id === id);
  }

  /** Throws RequestError NOT_FOUND. */
  get(id: string): TunnelConfig {
    const config = this.find(id);
    if (!config) throw new RequestError('NOT_FOUND', 'There is no such tunnel.');
    return config;
  }

  /** Puts a tunnel at the top of the list. Throws where its server is gone or its name is taken. */
  add(config: TunnelConfig): void {
    this.#check(config);
    this.#save([config, ...this.all]);
  }

  /** Puts tunnels at the top of the list, all or none. Throws where a server is gone or a name is taken. */
  addAll(configs: readonly TunnelConfig[]): void {
    for (const config of configs) this.#check(config);
    this.#save([...configs, ...this.all]);
  }

  /** Takes the place of the one with its id. Throws where its new server is gone or its new name is taken. */
  replace(changed: TunnelConfig): void {
    const config = this.get(changed.id);
    const moved = serversOf(changed).join() !== serversOf(config).join();
    if (moved || changed.name !== config.name) this.#check(changed);
    this.#save(this.all.map((other) => (other.id === changed.id ? changed : other)));
  }

  remove(id: string): void {
    this.#save(this.all.filter((config) => config.id !== id));
  }

  #save(tunnels: TunnelConfig[]): void {
    this.#settings.update({ tunnels });
  }

  #check(config: TunnelConfig): void {
    const ids = serversOf(config);
    const gone = ids.find((id) => !this.#servers.has(id));
    if (gone !== undefined) {
      const field = gone === config.serverId ? 'serverId' : 'alsoServerIds';
      throw new RequestError('INVALID', 'This server is no longer there: choose another one.', field);
    }
    const same = this.all.filter(({ id, name }) => name === config.name && id !== config.id);
    if (!same.some((other) => serversOf(other).some((id) => ids.includes(id)))) return;
    throw new RequestError('CONFLICT', `You already have a tunnel named ${config.name}: choose another name.`, 'name');
  }
}
