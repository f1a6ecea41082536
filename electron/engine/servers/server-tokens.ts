import type { z } from 'zod';
import type { MadeToken } from '../../../shared/contract/made-token.ts';
import { EMBEDDED_SERVER_ID } from '../../../shared/contract/server.ts';
import { ADMIN_TOKENS_PATH, AdminProblem, IssuedAnswer, TokenList } from '../../../shared/tokens/admin-api.ts';
import type { NewToken } from '../../../shared/tokens/new-token.ts';
import { TokenRecord } from '../../../shared/tokens/token-record.ts';
import { askControlPlane, type ControlAnswer } from '../../../shared/wire/ask-control-plane.ts';
import { failureOfError } from '../../../shared/wire/dial-failure.ts';
import { formatJoinLink } from '../../../shared/wire/join-link.ts';
import { isLoopback } from '../network/environment-proxy.ts';
import { proxyAgent } from '../network/proxy-agent.ts';
import { RequestError } from '../request-error.ts';
import type { Endpoint } from '../tunnels/endpoint.ts';

/** Some 3 MB: a page that does not take in 4 MiB at once counts as stuck. */
const MAX_LISTED = 10_000;

export interface ServerTokensParts {
  has(serverId: string): boolean;
  /** Where and with what a server is reached. Rejects with an Error whose message is for the user. */
  endpoint(serverId: string): Promise<Endpoint>;
}

interface Question {
  method?: 'GET' | 'POST' | 'DELETE';
  /** Below the path of all tokens. */
  path?: string;
  body?: unknown;
}

/** The tokens of exit servers on which this app has an admin token, by their control planes. All reject with RequestError. */
export class ServerTokens {
  readonly #parts: ServerTokensParts;

  constructor(parts: ServerTokensParts) {
    this.#parts = parts;
  }

  async list(serverId: string): Promise<TokenList> {
    const { answer } = await this.#ask(serverId, TokenList);
    if (answer.tokens.length <= MAX_LISTED) return answer;
    const message = `This server has ${answer.tokens.length} tokens, too many for the app: use "porthole-exit token list" on it.`;
    throw new RequestError('NOT_NOW', message);
  }

  async create(serverId: string, token: NewToken): Promise<MadeToken> {
    return made(await this.#ask(serverId, IssuedAnswer, { method: 'POST', body: token }));
  }

  async revoke(serverId: string, tokenId: string): Promise<void> {
    await this.#ask(serverId, TokenRecord, { method: 'DELETE', path: `/${encodeURIComponent(tokenId)}` });
  }

  /** The present secret counts for so many seconds more. */
  async rotate(serverId: string, tokenId: string, overlapSeconds: number): Promise<MadeToken> {
    const path = `/${encodeURIComponent(tokenId)}/rotate`;
    return made(await this.#ask(serverId, IssuedAnswer, { method: 'POST', path, body: { overlapSeconds } }));
  }

  async #ask<Answer>(
    serverId: string,
    schema: z.ZodType<Answer>,
    { method, path = '', body }: Question = {},
  ): Promise<{ answer: Answer; endpoint: Endpoint }> {
    const endpoint = await this.#endpoint(serverId);
    const url = new URL(ADMIN_TOKENS_PATH + path, endpoint.url.replace(/^ws/, 'http'));
    const { token, pin } = endpoint;
    const agent = endpoint.proxy && (await proxyAgent(endpoint.proxy));
    let said: ControlAnswer;
    try {
      said = await askControlPlane({ url, token, pin, agent, method, body });
    } catch (error) {
      throw new RequestError('NOT_NOW', failureOfError(url.host, error as Error).message);
    } finally {
      agent?.destroy();
    }
    const result = said.status < 300 ? schema.safeParse(json(said.body)) : undefined;
    if (result?.success !== true) throw refusal(url.host, said);
    return { answer: result.data, endpoint };
  }

  async #endpoint(serverId: string): Promise<Endpoint> {
    if (serverId === EMBEDDED_SERVER_ID) {
      throw new RequestError(
        'NOT_NOW',
        'The exit server inside the app is for this computer alone, and needs no tokens.',
      );
    }
    if (!this.#parts.has(serverId)) throw new RequestError('NOT_FOUND', 'There is no such server.');
    try {
      return await this.#parts.endpoint(serverId);
    } catch (error) {
      throw new RequestError('NOT_NOW', (error as Error).message);
    }
  }
}

/** The link leads where this app itself reaches the server, unless that is through a tunnel of this computer's own. */
function made({ answer, endpoint }: { answer: IssuedAnswer; endpoint: Endpoint }): MadeToken {
  const { token, joinLink, ...record } = answer;
  const { url: server, pin: ca } = endpoint;
  const own = formatJoinLink({ server, token, ...(ca !== undefined && { ca }) });
  return { record, token, joinLink: isLoopback(server) ? (joinLink ?? own) : own };
}

/** What the exit server says, or what it means that it says nothing of the kind. */
function refusal(host: string, { status, body }: ControlAnswer): RequestError {
  const problem = AdminProblem.safeParse(json(body)).data;
  if (problem === undefined) {
    const why =
      status < 500 ? 'cannot manage tokens over the network: update it' : 'is not ready: try again in a moment';
    return new RequestError('NOT_NOW', `The exit server ${host} ${why} (HTTP ${status}).`);
  }
  const message = problem.message.charAt(0).toUpperCase() + problem.message.slice(1);
  if (problem.code === 'label-taken') return new RequestError('CONFLICT', `${message}.`, 'label');
  if (problem.code === 'not-found') return new RequestError('NOT_FOUND', 'This token is no longer there.');
  return new RequestError(problem.code === 'bad-request' && status === 400 ? 'INVALID' : 'NOT_NOW', message);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
