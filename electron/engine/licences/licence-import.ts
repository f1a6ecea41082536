import { randomUUID } from 'node:crypto';
import { LicenceTextError } from '../../../shared/licence/licence-text-error.ts';
import { type LicenceText, readLicenceText } from '../../../shared/licence/read-licence-text.ts';
import { RequestError } from '../request-error.ts';
import type { ServerConfig } from '../settings/settings-schema.ts';
import { decodeLicence } from './decode-licence.ts';
import type { LicenceConfig } from './licence-config.ts';
import type { DeskReply, LicenceDeskClient } from './licence-desk-client.ts';
import { type LicenceServers, type ServerIssuers, takes } from './licence-servers.ts';
import { configOf, type Device, nextCheck } from './renewed.ts';

const LAST_SHOWN = 4;

export interface LicenceRequest {
  /** A signed licence, a key or a licence link, as it was pasted. */
  text: string;
  /** The one server that it is for; undefined: all that take its issuer. */
  serverId?: string | undefined;
}

/** A licence that is new, and its texts for the vault. */
export interface NewLicence {
  config: LicenceConfig;
  secret: string;
  statement: string | undefined;
}

/** Makes a text into a licence of the user's. */
export class LicenceImport {
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

  /** Reads the text and asks the exit servers that it may be for. Rejects with RequestError where it can be no use. */
  async read({ text, serverId }: LicenceRequest): Promise<NewLicence> {
    const read = parse(text);
    const bound = this.#boundTo(read, serverId);
    const asked = await this.#servers.ask(bound === undefined ? this.#servers.all : [bound]);
    if (asked.length === 0) {
      throw new RequestError('NOT_NOW', 'Add your exit server first: a licence is for an exit server.', 'serverId');
    }
    const licence = read.kind === 'static' ? await this.#static(read.licence, asked) : await this.#key(read.key, asked);
    if (bound !== undefined) licence.config.serverId = bound.id;
    return licence;
  }

  #boundTo({ server: url }: LicenceText, serverId: string | undefined): ServerConfig | undefined {
    if (serverId !== undefined) {
      const server = this.#servers.find(serverId);
      if (server) return server;
      throw new RequestError(
        'NOT_FOUND',
        'Choose one of your own exit servers: the one of this computer asks for no licence.',
        'serverId',
      );
    }
    if (url === undefined) return undefined;
    const server = this.#servers.all.find((candidate) => candidate.url === url);
    if (server) return server;
    throw new RequestError('NOT_FOUND', `This licence is for ${url}: add that exit server first.`, 'text');
  }

  async #static(licence: string, asked: readonly ServerIssuers[]): Promise<NewLicence> {
    const { kid, claims } = decodeLicence(licence);
    if (claims.kind !== 'static') {
      throw new RequestError(
        'INVALID',
        'This is the statement of a subscription: enter the subscription’s key.',
        'text',
      );
    }
    refuseUnknown(asked, kid, claims.iss);
    const taking = asked.filter((answer) => takes(answer, kid));
    const [first] = taking;
    const reply = first && (await this.#client.checkStatic(first.server, licence).catch(() => undefined));
    if (reply?.problem !== undefined && reply.problem.code !== 'licence-not-yet-valid') throw refusal(reply);
    const serverIds = idsOf(asked.length === 1 ? asked : taking);
    const config: LicenceConfig = {
      ...{ id: randomUUID(), secretId: randomUUID(), last4: licence.slice(-LAST_SHOWN), serverIds },
      ...configOf(kid, claims),
      dueAt: nextCheck(this.#now(), reply === undefined),
      ...(reply !== undefined && { checkedAt: this.#now(), problem: reply.problem, clockAheadMs: reply.clockAheadMs }),
    };
    return { config, secret: licence, statement: undefined };
  }

  async #key(key: string, asked: readonly ServerIssuers[]): Promise<NewLicence> {
    const deskUrl = soleDesk(asked);
    const reply = await this.#client
      .activate(this.#servers.desk(deskUrl), { key, ...this.#device })
      .catch((error: Error) => {
        throw new RequestError(
          'NOT_NOW',
          `${hostOf(deskUrl)} could not be asked about the key (${error.message}): try again.`,
        );
      });
    if (reply.value === undefined) throw refusal(reply);
    const statement = reply.value.licence;
    const { kid, claims } = decodeLicence(statement);
    const config: LicenceConfig = {
      ...{ id: randomUUID(), secretId: randomUUID(), statementId: randomUUID(), last4: key.slice(-LAST_SHOWN) },
      ...configOf(kid, claims),
      serverIds: idsOf(asked.filter((answer) => takes(answer, kid))),
      deskUrl,
      dueAt: nextCheck(this.#now(), false),
      checkedAt: this.#now(),
      clockAheadMs: reply.clockAheadMs,
    };
    return { config, secret: key, statement };
  }
}

function parse(text: string): LicenceText {
  try {
    return readLicenceText(text);
  } catch (error) {
    if (error instanceof LicenceTextError) throw new RequestError('INVALID', error.message, 'text');
    throw error;
  }
}

/** Where one of the servers that answered might still take it, or could not be asked, it is kept. */
function refuseUnknown(asked: readonly ServerIssuers[], kid: string, issuer: string): void {
  if (asked.some((answer) => takes(answer, kid) !== false)) return;
  const [only, ...others] = asked;
  if (only === undefined || others.length > 0) {
    throw new RequestError(
      'INVALID',
      `None of your exit servers takes licences of ${issuer}: add the one that it is for.`,
      'text',
    );
  }
  const { label } = only.server;
  const none = only.answer.reached && only.answer.issuers === undefined;
  const message = none
    ? `${label} asks for no licence.`
    : `${label} does not take licences of ${issuer}: choose the exit server that it is for.`;
  throw new RequestError('INVALID', message, 'serverId');
}

/** The one place where a key of these servers can be activated: a key is not shown to anybody else. @throws RequestError */
function soleDesk(asked: readonly ServerIssuers[]): string {
  const urls = new Set(asked.flatMap(desksOf));
  const [url, ...others] = urls;
  if (url !== undefined && others.length === 0) return url;
  if (url !== undefined) throw new RequestError('INVALID', 'Choose the exit server where you got the key.', 'serverId');
  if (asked.some(({ answer }) => !answer.reached)) {
    const names = asked.map(({ server }) => server.label).join(', ');
    throw new RequestError(
      'NOT_NOW',
      `${names} could not be reached: a key is activated there, so try again when it is.`,
      'serverId',
    );
  }
  throw new RequestError(
    'INVALID',
    'None of your exit servers takes licence keys: add the one where you got the key.',
    'serverId',
  );
}

function desksOf({ server, answer }: ServerIssuers): string[] {
  if (!answer.reached || answer.issuers === undefined) return [];
  if (answer.issuers.activates) return [server.url];
  // A server must not make a client send its key in the clear.
  return answer.issuers.issuers.flatMap(({ url }) => (url?.startsWith('wss:') ? [url] : []));
}

function refusal({ problem }: DeskReply<unknown>): RequestError {
  if (problem === undefined)
    return new RequestError('INVALID', 'This exit server takes no licence keys: choose another one.', 'serverId');
  return new RequestError(problem.code === 'licence-device-limit' ? 'CONFLICT' : 'INVALID', problem.message, 'text');
}

function idsOf(asked: readonly ServerIssuers[]): string[] {
  return asked.map(({ server }) => server.id);
}

function hostOf(url: string): string {
  return URL.parse(url)?.host ?? url;
}
