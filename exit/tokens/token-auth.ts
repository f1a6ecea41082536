import { OWNER_SCOPE } from '../../shared/tokens/token-scope.ts';
import { utcText } from '../../shared/utc-text.ts';
import { checkToken } from '../../shared/wire/access-token.ts';
import type { Grant, TokenEnd } from './grant.ts';
import type { SharedToken } from './shared-token.ts';
import type { TokenDatabase } from './token-database.ts';
import { type KnownSecret, TokenStore } from './token-store.ts';

export interface TokenAuthParts {
  shared?: SharedToken | undefined;
  database?: TokenDatabase | undefined;
  /** Milliseconds since the epoch. */
  now?: () => number;
}

export type Authentication = { grant: Grant; end?: undefined } | { grant?: undefined; end: TokenEnd };

const UNKNOWN: TokenEnd = {
  code: 'token-unknown',
  message: 'The token is not one of this exit server: check it or ask for a new one.',
};

/** Says what a token gives: the one of `--token-file`, or one of those that `porthole-exit token` made. */
export class TokenAuth {
  readonly #parts: TokenAuthParts;
  readonly #now: () => number;

  constructor(parts: TokenAuthParts) {
    this.#parts = parts;
    this.#now = parts.now ?? Date.now;
  }

  /** What tokens give cannot change while the exit server runs. */
  get isFixed(): boolean {
    const { shared, database } = this.#parts;
    return database === undefined && shared?.isFixed !== false;
  }

  /**
   * Reads an `Authorization` field with `Bearer TOKEN` (RFC 6750 §2.1; the scheme's case is free).
   *
   * @throws TokenError where the tokens cannot be read
   */
  authenticate(authorization: string | undefined): Authentication {
    const token = /^Bearer +(\S+) *$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return { end: UNKNOWN };
    const result = this.#ask(TokenStore.hash(token));
    const typo = result.end === undefined ? undefined : checkToken(token);
    return typo === undefined ? result : { end: { ...UNKNOWN, message: typo } };
  }

  /** The same for a grant that was given before. @throws TokenError */
  again(grant: Grant): Authentication {
    const result = this.#ask(grant.hash);
    if (result.end !== UNKNOWN) return result;
    const message = 'This token is no longer one of the exit server: ask its owner for a new one.';
    return { end: { code: 'token-revoked', message } };
  }

  /** Looks whether others have changed the tokens since the last time. */
  refresh(): boolean {
    const { shared, database } = this.#parts;
    const changes = [shared?.refresh(), database?.refresh()];
    return changes.includes(true);
  }

  #ask(hash: Buffer): Authentication {
    const { shared, database } = this.#parts;
    if (shared?.has(hash)) return { grant: { tokenId: undefined, scope: OWNER_SCOPE, endsAt: Infinity, hash } };
    const known = database?.store?.lookup(hash);
    if (known === undefined) return { end: UNKNOWN };
    const end = endOf(known, this.#now());
    if (end !== undefined) return { end };
    const { tokenId, label, scope, expiresAt = Infinity, replacedAt = Infinity } = known;
    return { grant: { tokenId, label, scope, endsAt: Math.min(expiresAt, replacedAt), hash } };
  }
}

function endOf({ revokedAt, expiresAt, replacedAt }: KnownSecret, now: number): TokenEnd | undefined {
  if (revokedAt !== undefined) {
    const message = `This token was revoked on ${utcText(revokedAt)}: ask the owner of the exit server for a new one.`;
    return { code: 'token-revoked', message };
  }
  if (expiresAt !== undefined && expiresAt <= now) {
    const message = `This token expired on ${utcText(expiresAt)}: ask the owner of the exit server for a new one.`;
    return { code: 'token-expired', message };
  }
  if (replacedAt !== undefined && replacedAt <= now) {
    const message = `This token was replaced by a new one on ${utcText(replacedAt)}: enter the new one.`;
    return { code: 'token-replaced', message };
  }
  return undefined;
}
