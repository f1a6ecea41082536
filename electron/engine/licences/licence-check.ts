import { decodeLicence } from './decode-licence.ts';
import type { LicenceConfig } from './licence-config.ts';
import type { LicenceDeskClient } from './licence-desk-client.ts';
import { type LicenceServers, type ServerIssuers, takes } from './licence-servers.ts';
import { configOf, type Device, nextCheck } from './renewed.ts';

/** What a check has brought. */
export interface Checked {
  change: Partial<LicenceConfig>;
  /** A subscription's new statement. */
  statement?: string;
}

/** Asks exit servers how a licence is. */
export class LicenceCheck {
  readonly #servers: LicenceServers;
  readonly #client: LicenceDeskClient;
  readonly #device: Device;
  readonly #now: () => number;

  constructor(servers: LicenceServers, client: LicenceDeskClient, device: Device, now: () => number) {
    this.#servers = servers;
    this.#client = client;
    this.#device = device;
    this.#now = now;
  }

  /** Never rejects: where nobody can be reached, what was known stays. @param secret the signed text, or the key */
  async run(config: LicenceConfig, secret: string): Promise<Checked> {
    // Where the server that the user chose was removed, another one may do, e.g. the same that was joined anew.
    const bound = config.serverId === undefined ? undefined : this.#servers.find(config.serverId);
    const asked = await this.#servers.ask(bound === undefined ? this.#servers.all : [bound]);
    const serverIds = asked.filter((answer) => takesStill(answer, config)).map(({ server }) => server.id);
    const checked =
      config.kind === 'static' ? await this.#static(config, asked, secret) : await this.#subscription(config, secret);
    return { ...checked, change: { serverIds, ...checked.change } };
  }

  async #static({ kid }: LicenceConfig, asked: readonly ServerIssuers[], licence: string): Promise<Checked> {
    const [first] = asked.filter((answer) => takes(answer, kid));
    if (first !== undefined) {
      try {
        return { change: this.#heard(await this.#client.checkStatic(first.server, licence)) };
      } catch {
        return { change: { dueAt: nextCheck(this.#now(), true) } };
      }
    }
    const reached = asked.flatMap(({ answer }) => (answer.reached ? [answer] : []));
    const [one] = reached;
    if (one === undefined || reached.length < asked.length) return { change: { dueAt: nextCheck(this.#now(), true) } };
    return { change: this.#heard({ clockAheadMs: one.clockAheadMs, problem: undefined }) };
  }

  async #subscription({ deskUrl = '', validFrom }: LicenceConfig, key: string): Promise<Checked> {
    try {
      const reply = await this.#client.checkSubscription(this.#servers.desk(deskUrl), { key, ...this.#device });
      if (reply.value === undefined && reply.problem === undefined)
        throw new Error('It does not activate licences any more.');
      const heard = this.#heard(reply);
      if (reply.value === undefined) return { change: heard };
      const statement = reply.value.licence;
      const { kid, claims } = decodeLicence(statement);
      const renewed = configOf(kid, claims);
      const earlier = Math.min(validFrom, renewed.validFrom);
      return { change: { ...heard, ...renewed, validFrom: earlier }, statement };
    } catch {
      return { change: { dueAt: nextCheck(this.#now(), true) } };
    }
  }

  #heard({ problem, clockAheadMs }: Pick<LicenceConfig, 'problem' | 'clockAheadMs'>): Partial<LicenceConfig> {
    const now = this.#now();
    return { checkedAt: now, dueAt: nextCheck(now, false), problem, clockAheadMs };
  }
}

/** One that cannot be asked is left as it was. */
function takesStill(answer: ServerIssuers, { kid, serverIds }: LicenceConfig): boolean {
  return takes(answer, kid) ?? serverIds.includes(answer.server.id);
}
