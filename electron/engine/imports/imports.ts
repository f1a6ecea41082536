import { randomUUID } from 'node:crypto';
import type { ImportPlan, PlannedTunnel } from '../../../shared/contract/import.ts';
import { EMBEDDED_SERVER_ID } from '../../../shared/contract/server.ts';
import { HostHeader, TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { AddressRange, hasRules } from '../../../shared/rules/tunnel-rules.ts';
import { unfitRule } from '../../../shared/rules/unfit-rule.ts';
import { RequestError } from '../request-error.ts';
import { hashPassword } from '../rules/hash-password.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import { newTunnel } from '../tunnels/new-tunnel.ts';
import { nameFrom } from '../tunnels/tunnel-name.ts';
import { ImportError, type Imported, type ImportedTunnel } from './imported.ts';
import { writePortholeExport } from './porthole-export.ts';

/** What importing needs of the tunnels that are there. */
export interface ImportParts {
  readonly settings: Pick<SettingsStore, 'value'>;
  /** Adds tunnels that do not run yet, all or none. Throws RequestError where a server is gone. */
  addStopped(configs: readonly TunnelConfig[]): void;
}

/** Brings other programs' tunnels over: first says what becomes of each, then adds those that the user chose. Nothing is kept in between. */
export class Imports {
  readonly #parts: ImportParts;

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  /** Rejects with RequestError where the text cannot be understood. */
  async preview(text: string): Promise<ImportPlan> {
    const { source, tunnels, notes } = await readOrRefuse(text);
    const taken = this.#takenNames();
    return { source, notes, tunnels: tunnels.map((tunnel, index) => this.#plan(tunnel, index, taken)) };
  }

  /**
   * Adds the chosen tunnels of a text, stopped, and returns how many. Rejects with RequestError.
   * @param serverId where those run whose own server this app does not have
   */
  async apply(text: string, indexes: readonly number[], serverId: string): Promise<number> {
    const { tunnels } = await readOrRefuse(text);
    const taken = this.#takenNames();
    const configs: TunnelConfig[] = [];
    for (const [index, tunnel] of tunnels.entries()) {
      // In the order of the preview, so that names are the same as there.
      const plan = this.#plan(tunnel, index, taken);
      if (!indexes.includes(index)) continue;
      if (plan.upstream === undefined) throw new RequestError('INVALID', `${plan.name}: ${plan.problem}`, 'text');
      configs.push(await makeConfig(tunnel, plan, serverId));
    }
    if (configs.length === 0) throw new RequestError('INVALID', 'Choose at least one tunnel.', 'indexes');
    this.#parts.addStopped(configs);
    return configs.length;
  }

  /** The user's tunnels and servers for another computer, JSON, without secrets. */
  export(): string {
    return writePortholeExport(this.#parts.settings.value);
  }

  #plan(tunnel: ImportedTunnel, index: number, taken: Set<string>): PlannedTunnel {
    const { kind, remotePort, localPort } = tunnel;
    const name = nameFrom(tunnel.name, `${kind}-${index + 1}`, taken);
    taken.add(name);
    const plan = {
      index,
      name,
      kind,
      remotePort,
      localPort,
      dotFiles: tunnel.config?.dotFiles,
      serverId: this.#serverOf(tunnel),
      notes: allNotes(tunnel),
    };
    try {
      return { ...plan, upstream: readUpstream(tunnel) };
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      return { ...plan, notes: tunnel.notes.filter((note) => note !== error.message), problem: error.message };
    }
  }

  /** The server of this app that an exported tunnel ran over there. */
  #serverOf({ config, server }: ImportedTunnel): string | undefined {
    if (config?.serverId === EMBEDDED_SERVER_ID) return EMBEDDED_SERVER_ID;
    return this.#parts.settings.value.servers.find(({ url }) => url === server?.url)?.id;
  }

  #takenNames(): Set<string> {
    return new Set(this.#parts.settings.value.tunnels.map(({ name }) => name));
  }
}

/** Where a tunnel leads to. Throws RequestError where it cannot be brought over. */
function readUpstream({ kind, target, localPort, notes, allow, deny }: ImportedTunnel): string {
  // The notes of a tunnel without a target say why it has none.
  if (target === '') throw new RequestError('INVALID', notes[0] ?? 'It leads nowhere.');
  // A list that is shorter than it was may let in more.
  const strange = [...allow, ...deny].find((range) => !AddressRange.safeParse(range).success);
  if (strange !== undefined) throw new RequestError('INVALID', `"${strange}" in its list is no address and no range.`);
  return newTunnel.readTarget(target, kind, { localPort });
}

/** The readers, and the parsers of YAML and TOML, are loaded here: bringing tunnels over is done once or never. */
async function readOrRefuse(text: string): Promise<Imported> {
  const { readImport } = await import('./read-import.ts');
  try {
    return readImport(text);
  } catch (error) {
    if (error instanceof ImportError) throw new RequestError('INVALID', error.message, 'text');
    throw error;
  }
}

/** The notes of a tunnel, with what is carried over though nobody sees it in the preview's line. */
function allNotes({ accounts, allow, deny, requestHeaders, responseHeaders, notes, config }: ImportedTunnel): string[] {
  const edits = requestHeaders.length + responseHeaders.length;
  const carried = [
    accounts.length > 0 ? `Visitors need ${accounts.length === 1 ? 'its account' : 'one of its accounts'}.` : '',
    allow.length + deny.length > 0 ? 'Its lists of addresses come with it.' : '',
    edits > 0 ? 'Its edits of headers come with it.' : '',
    config !== undefined && hasRules(config.rules) ? 'Its rules come with it.' : '',
  ];
  return [...carried.filter(Boolean), ...notes];
}

/** A tunnel of this app, which does not run yet. Throws RequestError where a rule cannot be used. */
async function makeConfig(tunnel: ImportedTunnel, plan: PlannedTunnel, serverId: string): Promise<TunnelConfig> {
  const made = {
    id: randomUUID(),
    name: plan.name,
    kind: plan.kind,
    upstream: plan.upstream,
    serverId: plan.serverId ?? serverId,
    remotePort: plan.remotePort,
    localPort: plan.localPort,
    enabled: false,
  };
  if (tunnel.config !== undefined) {
    return TunnelConfig.parse({ ...tunnel.config, ended: undefined, onDemand: undefined, ...made });
  }
  const accounts = tunnel.accounts.map(async ({ user, password }) => ({
    user,
    passwordHash: await hashPassword(password),
  }));
  const rules = {
    basicAuth: await Promise.all(accounts),
    allow: tunnel.allow,
    deny: tunnel.deny,
    requestHeaders: tunnel.requestHeaders,
    responseHeaders: tunnel.responseHeaders,
  };
  const hostHeader = HostHeader.safeParse(tunnel.hostHeader).data;
  const config = TunnelConfig.safeParse({ ...made, hostHeader, rules });
  const problem = config.success
    ? unfitRule(config.data.kind, config.data.rules)?.message
    : config.error.issues[0]?.message;
  if (!config.success || problem !== undefined) throw new RequestError('INVALID', `${plan.name}: ${problem}`, 'text');
  return config.data;
}
