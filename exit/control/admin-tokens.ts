import type { IncomingMessage, ServerResponse } from 'node:http';
import { ADMIN_TOKENS_PATH, type IssuedAnswer, Rotation, type TokenList } from '../../shared/tokens/admin-api.ts';
import { ID_PREFIX, NewToken } from '../../shared/tokens/new-token.ts';
import type { IssuedToken, TokenRecord } from '../../shared/tokens/token-record.ts';
import { formatJoinLink, type JoinLink } from '../../shared/wire/join-link.ts';
import { TokenBuckets } from '../limits/token-buckets.ts';
import type { ExitLog } from '../log.ts';
import type { TokenDatabase } from '../tokens/token-database.ts';
import { TokenError } from '../tokens/token-error.ts';
import type { Admitted } from './admission.ts';
import { sendJson } from './answers.ts';
import { BadRequest } from './bad-request.ts';
import { readJson } from './read-json.ts';

/** Longest body, bytes: a token with the most names of the greatest length is some 30 KiB. */
const MAX_BODY = 64 * 1024;
/** Changes of one admin a minute: more than anybody makes by hand. Each waits for the disk, and all sessions are looked at after it. */
const MAX_CHANGES = 60;
const MINUTE_MS = 60_000;

const STATUS_OF: Record<TokenError['code'], number> = {
  'not-found': 404,
  'label-taken': 409,
  expired: 409,
  'too-many': 409,
  store: 503,
};

export interface AdminTokensParts {
  /** Undefined: this server has one token for all, and keeps no others. */
  database: TokenDatabase | undefined;
  /** Where join links lead; undefined: that is not known. */
  joinAddress(): Omit<JoinLink, 'token'> | undefined;
  log: ExitLog;
  now?: () => number;
}

interface Answer {
  status: number;
  value: TokenList | TokenRecord | IssuedAnswer;
}

/** The same as `porthole-exit token`, for requests that come with an admin token; see shared/tokens/admin-api.ts. */
export class AdminTokens {
  readonly #parts: AdminTokensParts;
  readonly #now: () => number;
  readonly #changes = new TokenBuckets(MAX_CHANGES, MINUTE_MS);

  constructor(parts: AdminTokensParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  /** Whether a path is one of these. */
  static isAdmin(path: string): boolean {
    return path === ADMIN_TOKENS_PATH || path.startsWith(`${ADMIN_TOKENS_PATH}/`);
  }

  async answer(path: string, request: IncomingMessage, response: ServerResponse, admin: Admitted): Promise<void> {
    try {
      const { status, value } = await this.#run(path, request, response, admin);
      sendJson(response, status, value);
    } catch (error) {
      const { message } = error as Error;
      if (error instanceof BadRequest) return sendJson(response, error.status, { code: 'bad-request', message });
      if (!(error instanceof TokenError)) throw error;
      sendJson(response, STATUS_OF[error.code], { code: error.code, message });
    }
  }

  async #run(path: string, request: IncomingMessage, response: ServerResponse, admin: Admitted): Promise<Answer> {
    const { database } = this.#parts;
    if (database === undefined) {
      throw new BadRequest(404, 'This exit server has one token for all, and keeps no others.');
    }
    const { what, id } = routeOf(request.method, path);
    if (what === 'list') return { status: 200, value: { tokens: database.store?.list() ?? [] } };
    this.#limit(response, admin);
    if (what === 'revoke') {
      const record = database.make().revoke(id);
      this.#told('revoked', record.id, admin);
      return { status: 200, value: record };
    }
    if (what === 'create') {
      const wanted = await readJson(request, MAX_BODY, NewToken);
      if (wanted.expiresAt !== undefined && Date.parse(wanted.expiresAt) <= this.#now())
        throw new BadRequest(400, 'expiresAt: must be in the future.');
      return { status: 201, value: this.#issued('made', database.make().create(wanted), admin) };
    }
    const { overlapSeconds } = await readJson(request, MAX_BODY, Rotation);
    return { status: 201, value: this.#issued('rotated', database.make().rotate(id, overlapSeconds * 1_000), admin) };
  }

  #limit(response: ServerResponse, { grant, from }: Admitted): void {
    const admin = grant.tokenId ?? from;
    const wait = Math.ceil(this.#changes.waitMs(admin) / 1_000);
    if (wait > 0) {
      response.setHeader('Retry-After', wait);
      throw new BadRequest(429, `Too many changes in a minute: try again in ${wait} s.`);
    }
    this.#changes.take(admin);
  }

  #issued(what: string, { record, token }: IssuedToken, admin: Admitted): IssuedAnswer {
    this.#told(what, record.id, admin);
    const address = this.#parts.joinAddress();
    return { ...record, token, ...(address && { joinLink: formatJoinLink({ ...address, token }) }) };
  }

  #told(what: string, tokenId: string, { grant, from }: Admitted): void {
    this.#parts.database?.touched();
    this.#parts.log.info({ tokenId, by: grant.tokenId ?? 'the token file', remote: from }, `a token was ${what}`);
  }
}

/** Ids only: a label in a path would have to be escaped, and might look like something else. */
const PATH = new RegExp(`^${ADMIN_TOKENS_PATH}(?:/(${ID_PREFIX}[0-9a-f]{1,64})(/rotate)?)?$`);

function routeOf(method: string | undefined, path: string): { what: string; id: string } {
  const [match, id = '', rotate] = PATH.exec(path) ?? [];
  if (match !== undefined) {
    if (id === '' && method === 'GET') return { what: 'list', id };
    if (id === '' && method === 'POST') return { what: 'create', id };
    if (id !== '' && rotate === undefined && method === 'DELETE') return { what: 'revoke', id };
    if (rotate !== undefined && method === 'POST') return { what: 'rotate', id };
  }
  throw new BadRequest(
    404,
    `There are GET and POST ${ADMIN_TOKENS_PATH}, DELETE ${ADMIN_TOKENS_PATH}/ID and POST ${ADMIN_TOKENS_PATH}/ID/rotate.`,
  );
}
