import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { clearWarning } from '../../../shared/clear-warning.ts';
import { EMBEDDED_SERVER_ID, type Server } from '../../../shared/contract/server.ts';
import { serversOf } from '../../../shared/contract/tunnel-predicates.ts';
import { checkToken } from '../../../shared/wire/access-token.ts';
import { type JoinLink, JoinLinkError, parseJoinLink } from '../../../shared/wire/join-link.ts';
import type { EmbeddedExit, EngineParts } from '../engine-parts.ts';
import type { LicencePresenter } from '../licences/licence-presenter.ts';
import { Live } from '../live.ts';
import { isLoopback } from '../network/environment-proxy.ts';
import type { Network } from '../network/network.ts';
import type { Notices } from '../notices.ts';
import { RequestError } from '../request-error.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ServerConfig } from '../settings/settings-schema.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Endpoint } from '../tunnels/endpoint.ts';
import { EndpointError } from '../tunnels/endpoint-error.ts';
import type { LinkState } from '../tunnels/link-state.ts';
import { linkWay } from '../tunnels/link-way.ts';
import { Supervisor } from '../tunnels/supervisor.ts';
import { ServerTokens } from './server-tokens.ts';

/** Where visitors reach the embedded exit server; the next free port where this one is taken. */
export const EMBEDDED_DATA_PORT = 8000;
/** How often the round trips of live sessions are told: as often as they are measured anew while a tunnel runs. */
const ROUND_TRIP_MS = 5_000;
const EMBEDDED_LABEL = 'This computer';

/** The exit servers that the user has, each with the supervisor of its session. */
export class ServerDirectory {
  readonly servers = new Live<Server[]>([]);
  /** The tokens of servers on which this app may manage them. */
  readonly tokens = new ServerTokens(this);
  readonly #parts: EngineParts;
  readonly #settings: SettingsStore;
  readonly #vault: Vault;
  readonly #network: Network;
  readonly #notices: Notices;
  readonly #supervisors = new Map<string, Supervisor>();
  readonly #roundTrips: NodeJS.Timeout;
  #embedded: Promise<EmbeddedExit> | undefined;
  /** Set by the engine: whose licences exit servers get. */
  licences: LicencePresenter | undefined;

  constructor(parts: EngineParts, settings: SettingsStore, vault: Vault, network: Network, notices: Notices) {
    this.#parts = parts;
    this.#settings = settings;
    this.#vault = vault;
    this.#network = network;
    this.#notices = notices;
    vault.changes.subscribe(() => this.#publish());
    this.#roundTrips = setInterval(() => {
      if (this.servers.value.some((server) => server.connected)) this.#publish();
    }, ROUND_TRIP_MS);
    this.#roundTrips.unref();
  }

  has(id: string): boolean {
    return id === EMBEDDED_SERVER_ID || this.#find(id) !== undefined;
  }

  /** Host of a server's control plane; undefined for the one inside this app. */
  host(id: string): string | undefined {
    const server = this.#find(id);
    return server && new URL(server.url).hostname;
  }

  label(id: string): string {
    return id === EMBEDDED_SERVER_ID ? EMBEDDED_LABEL : (this.#find(id)?.label ?? 'A server that was removed');
  }

  /** Returns the supervisor of a server's session, made at first use. */
  supervisor(id: string): Supervisor {
    const existing = this.#supervisors.get(id);
    if (existing) return existing;
    const supervisor = new Supervisor({
      endpoint: () => this.endpoint(id),
      identity: {
        clientId: this.#settings.value.clientId,
        clientName: hostname().slice(0, 255) || 'unknown',
        clientVersion: this.#parts.version,
        platform: `${process.platform}-${process.arch}`,
      },
      log: this.#parts.log,
    });
    this.#supervisors.set(id, supervisor);
    supervisor.link.subscribe((link) => {
      this.#learn(id, link);
      this.#publish();
      if (link.state === 'refused' && link.code.startsWith('licence-')) this.licences?.refused(id);
    });
    return supervisor;
  }

  /** Another licence is there for a server: the session that runs gets it, or one that was refused is tried anew. Resolves with whether a session has it. */
  async presentLicence(id: string): Promise<boolean> {
    const supervisor = this.#supervisors.get(id);
    const link = supervisor?.link.value;
    if (link?.state === 'refused' && link.code.startsWith('licence-')) supervisor?.restart();
    const licence = link?.state === 'online' ? await this.licences?.present(id) : undefined;
    if (licence === undefined) return false;
    supervisor?.presentLicence(licence);
    return true;
  }

  /** Adds the server of a join link. One that is there already gets all that the link says: its token, and whether its CA is pinned. */
  async join(text: string): Promise<Server> {
    const link = readJoinLink(text);
    const url = link.server;
    const known = this.#settings.value.servers.find((server) => server.url === url);
    if (known) return this.#renew(known.id, link);
    const server: ServerConfig = {
      id: randomUUID(),
      label: new URL(url).hostname,
      url,
      ca: link.ca,
      secretId: randomUUID(),
      tokenLast4: link.token.slice(-4),
    };
    const warning = clearWarning(url);
    if (warning !== undefined) this.#notices.add('warning', warning);
    await this.#vault.set(server.secretId, link.token);
    // The same link may have been joined twice at once, e.g. by a double click.
    const joined = this.#settings.value.servers.find((other) => other.url === url);
    if (joined) {
      await this.#vault.remove(server.secretId);
      return this.#renew(joined.id, link);
    }
    const { servers, preferences } = this.#settings.value;
    this.#settings.update({
      servers: [...servers, server],
      // The first server of one's own is what new shares should run over.
      preferences: servers.length === 0 ? { ...preferences, defaultServerId: server.id } : preferences,
    });
    this.#publish();
    return this.get(server.id);
  }

  async setToken(id: string, token: string): Promise<Server> {
    return this.#renew(id, { token, ca: this.#find(id)?.ca });
  }

  /** Forgets the token; tunnels over the server wait until another one is entered. */
  async removeToken(id: string): Promise<void> {
    const server = this.#find(id);
    if (!server) throw new RequestError('NOT_FOUND', 'There is no such server.');
    await this.#vault.remove(server.secretId);
    this.#renewLink({ ...server, tokenLast4: '', tokenGrant: undefined });
  }

  async #renew(id: string, { token, ca }: Pick<JoinLink, 'token' | 'ca'>): Promise<Server> {
    const server = this.#find(id);
    if (!server) throw new RequestError('NOT_FOUND', 'There is no such server.');
    if (!/^[\x21-\x7e]+$/.test(token)) {
      throw new RequestError('INVALID', 'A token has no spaces and no special letters: copy it again.', 'token');
    }
    const typo = checkToken(token);
    if (typo !== undefined) throw new RequestError('INVALID', typo, 'token');
    await this.#vault.set(server.secretId, token);
    this.#renewLink({ ...server, ca, tokenLast4: token.slice(-4), tokenGrant: undefined });
    return this.get(id);
  }

  /** Keeps a server's new values, and connects anew by them. */
  #renewLink(changed: ServerConfig): void {
    this.#keep(changed);
    this.#publish();
    this.#supervisors.get(changed.id)?.restart();
  }

  #keep(changed: ServerConfig): void {
    const servers = this.#settings.value.servers.map((other) => (other.id === changed.id ? changed : other));
    this.#settings.update({ servers });
  }

  /** Remembers what the exit server says of the token, for the time when there is no session. */
  #learn(id: string, link: LinkState): void {
    const server = this.#find(id);
    if (!server || link.state !== 'online' || link.token === undefined) return;
    if (JSON.stringify(link.token) === JSON.stringify(server.tokenGrant)) return;
    this.#keep({ ...server, tokenGrant: link.token });
  }

  /** Rejects with RequestError, with nothing changed, where tunnels run over it; with SettingsNotSaved where it is gone but that cannot be written yet. */
  async remove(id: string): Promise<void> {
    const server = this.#find(id);
    if (!server) throw new RequestError('NOT_FOUND', 'There is no such server.');
    const { servers, tunnels, preferences } = this.#settings.value;
    const used = tunnels.filter((tunnel) => serversOf(tunnel).includes(id)).length;
    if (used > 0) {
      const tunnelsOfIt = used === 1 ? '1 tunnel runs' : `${used} tunnels run`;
      throw new RequestError('NOT_NOW', `${tunnelsOfIt} over this server: remove or move them first.`);
    }
    const fallback = preferences.defaultServerId === id ? EMBEDDED_SERVER_ID : preferences.defaultServerId;
    this.#settings.update({
      servers: servers.filter((other) => other.id !== id),
      preferences: { ...preferences, defaultServerId: fallback },
    });
    this.#supervisors.get(id)?.stop();
    this.#supervisors.delete(id);
    this.#publish();
    await this.#settings.onceSaved(() => this.#vault.remove(server.secretId));
  }

  get(id: string): Server {
    const server = this.servers.value.find((candidate) => candidate.id === id);
    if (!server) throw new RequestError('NOT_FOUND', 'There is no such server.');
    return server;
  }

  /** Ends all sessions, then the embedded exit server. */
  async stop(): Promise<void> {
    clearInterval(this.#roundTrips);
    for (const supervisor of this.#supervisors.values()) supervisor.stop();
    const embedded = this.#embedded;
    this.#embedded = undefined;
    await (await embedded?.catch(() => undefined))?.close();
  }

  /** The machine woke up or its network changed: lost links are tried now, the others must show that they stand. */
  wake(): void {
    for (const supervisor of this.#supervisors.values()) supervisor.wake();
  }

  /** Connects anew to all servers that are not on this computer: the way to them is another one now. */
  reconnectAll(): void {
    for (const { id, url } of this.#settings.value.servers) {
      const supervisor = this.#supervisors.get(id);
      if (supervisor && supervisor.link.value.state !== 'idle' && !isLoopback(url)) supervisor.restart();
    }
  }

  /** Where and with what a server is reached. Rejects with EndpointError where only the user can mend it. */
  async endpoint(id: string): Promise<Endpoint> {
    if (id === EMBEDDED_SERVER_ID) {
      const { controlUrl, token } = await this.#startEmbedded();
      return { url: controlUrl, token };
    }
    const server = this.#find(id);
    if (!server) throw new EndpointError('no-server', 'This server was removed.');
    const token = await this.#vault.get(server.secretId).catch((error: Error) => {
      throw new EndpointError('no-token', error.message);
    });
    const licence = await this.licences?.present(id);
    return { url: server.url, token, licence, pin: server.ca, proxy: await this.#network.routeTo(server.url) };
  }

  #startEmbedded(): Promise<EmbeddedExit> {
    this.#embedded ??= this.#parts
      .startEmbeddedExit({ preferredDataPort: EMBEDDED_DATA_PORT, log: this.#parts.log })
      .catch((error: unknown) => {
        this.#embedded = undefined;
        throw error;
      });
    return this.#embedded;
  }

  #find(id: string): ServerConfig | undefined {
    return this.#settings.value.servers.find((server) => server.id === id);
  }

  #publish(): void {
    const own = this.#settings.value.servers.map((server): Server => {
      const { id, label, url, ca } = server;
      const { state: tokenState, keeping: tokenKeeping } = this.#vault.info(server.secretId);
      const { tokenLast4, tokenGrant } = server;
      const token = { tokenLast4: tokenLast4 || undefined, tokenKeeping, tokenState, tokenGrant };
      return { id, label, url, pinnedCa: ca, embedded: false, ...token, ...this.#linkOf(id) };
    });
    const embedded: Server = {
      id: EMBEDDED_SERVER_ID,
      label: EMBEDDED_LABEL,
      embedded: true,
      ...this.#linkOf(EMBEDDED_SERVER_ID),
    };
    this.servers.set([embedded, ...own]);
  }

  #linkOf(id: string): Pick<Server, 'connected' | 'rttMs' | 'version' | 'transport' | 'proxy' | 'linkNote'> {
    const supervisor = this.#supervisors.get(id);
    const link = supervisor?.link.value;
    if (link?.state !== 'online') return { connected: false };
    return { connected: true, rttMs: supervisor?.rttMs, version: link.serverVersion, ...linkWay(link) };
  }
}

function readJoinLink(text: string): JoinLink {
  try {
    return parseJoinLink(text);
  } catch (error) {
    if (error instanceof JoinLinkError) throw new RequestError('INVALID', error.message, 'joinLink');
    throw error;
  }
}
