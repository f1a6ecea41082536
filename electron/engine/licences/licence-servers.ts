import type { LicenceIssuers } from '../../../shared/licence/licence-api.ts';
import type { ServerConfig } from '../settings/settings-schema.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Desk, LicenceDeskClient } from './licence-desk-client.ts';

/** What a server said of the issuers that it knows. */
export interface ServerIssuers {
  readonly server: ServerConfig;
  readonly answer:
    | {
        readonly reached: true;
        readonly issuers: LicenceIssuers | undefined;
        readonly clockAheadMs: number | undefined;
      }
    | { readonly reached: false };
}

/** Which of the user's exit servers take whose licences. */
export class LicenceServers {
  readonly #settings: SettingsStore;
  readonly #client: LicenceDeskClient;

  constructor(settings: SettingsStore, client: LicenceDeskClient) {
    this.#settings = settings;
    this.#client = client;
  }

  get all(): readonly ServerConfig[] {
    return this.#settings.value.servers;
  }

  find(id: string): ServerConfig | undefined {
    return this.all.find((server) => server.id === id);
  }

  /** Asks all at once; those that cannot be reached are told apart, never thrown. */
  ask(servers: readonly ServerConfig[]): Promise<ServerIssuers[]> {
    return Promise.all(
      servers.map(async (server): Promise<ServerIssuers> => {
        try {
          const { value, clockAheadMs } = await this.#client.issuers(server);
          return { server, answer: { reached: true, issuers: value, clockAheadMs } };
        } catch {
          return { server, answer: { reached: false } };
        }
      }),
    );
  }

  /** How to ask a control plane: with its pinned CA, where it is one of the user's. */
  desk(url: string): Desk {
    return { url, ca: this.all.find((server) => server.url === url)?.ca };
  }
}

/** Whether a server takes licences that are signed with a key; undefined where it could not be asked. */
export function takes({ answer }: ServerIssuers, kid: string): boolean | undefined {
  return answer.reached ? (answer.issuers?.issuers.some((issuer) => issuer.kid === kid) ?? false) : undefined;
}
