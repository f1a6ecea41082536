import { createHash, randomBytes } from 'node:crypto';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { ID_PREFIX, type NewToken } from '../../shared/tokens/new-token.ts';
import type { IssuedToken, TokenRecord } from '../../shared/tokens/token-record.ts';
import { TokenScope } from '../../shared/tokens/token-scope.ts';
import { formatAccessToken, TOKEN_BYTES } from '../../shared/wire/access-token.ts';
import { openTokenDatabase } from './open-token-database.ts';
import { TokenError } from './token-error.ts';
import { maybe, recordOf, SELECT_RECORDS, type SecretRow } from './token-rows.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** How long revoked tokens are remembered, so that whoever still has one is told why. */
const MEMORY_MS = 30 * DAY_MS;
/** More than any server has people and machines; whoever has an admin token must not fill the disk. */
const MAX_TOKENS = 100_000;
const ID_BYTES = 6;
const LAST_SHOWN = 4;
/** A command waits for the server's short writes; the server for nobody longer than its event loop can bear. */
const COMMAND_WAIT_MS = 5_000;
const SERVER_WAIT_MS = 100;

/** What a secret is, whether it counts or not. Times are ms since the epoch. */
export interface KnownSecret {
  tokenId: string;
  label: string;
  scope: TokenScope;
  /** When this secret ends, by a rotation. */
  replacedAt: number | undefined;
  expiresAt: number | undefined;
  revokedAt: number | undefined;
}

export interface TokenUse {
  tokenId: string;
  at: number;
  from: string;
}

export interface TokenStoreOptions {
  /** Waits only briefly for other processes. */
  server?: boolean;
  now?: () => number;
}

/**
 * The tokens of an exit server in SQLite. Secrets are looked up by their SHA-256 through an index: of 256 random bits a plain hash
 * tells nothing, so that a slow one (scrypt) would only cost time; and how long a look-up takes tells a bit about a hash that
 * nobody can choose, hence nothing about a secret.
 */
export class TokenStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;
  readonly #lookup: StatementSync;
  readonly #version: StatementSync;

  /** @throws TokenError @param path file, or `:memory:` */
  constructor(path: string, { server = false, now = Date.now }: TokenStoreOptions = {}) {
    this.#now = now;
    this.#database = openTokenDatabase(path, server ? SERVER_WAIT_MS : COMMAND_WAIT_MS);
    this.#lookup = this.#database.prepare(
      `SELECT t.id, t.label, t.scope, t.expires_at, t.revoked_at, s.valid_until
       FROM secrets s JOIN tokens t ON t.id = s.token_id WHERE s.hash = ?`,
    );
    this.#version = this.#database.prepare('PRAGMA data_version');
  }

  /** Makes a token. @throws TokenError */
  create({ label, scope, expiresAt }: NewToken): IssuedToken {
    return this.#write(() => {
      this.#forgetOld();
      const row = this.#database.prepare('SELECT count(*) AS count FROM tokens WHERE revoked_at IS NULL').get();
      if (Number(row?.count) >= MAX_TOKENS)
        throw new TokenError('too-many', `there are ${MAX_TOKENS} tokens: revoke those that are not used`);
      if (this.find(label) !== undefined)
        throw new TokenError(
          'label-taken',
          `a token "${label}" is there: rotate or revoke it, or choose another label`,
        );
      const id = ID_PREFIX + randomBytes(ID_BYTES).toString('hex');
      this.#database
        .prepare('INSERT INTO tokens (id, label, scope, created_at, expires_at) VALUES (?, ?, ?, ?, ?)')
        .run(id, label, JSON.stringify(scope), this.#now(), expiresAt === undefined ? null : Date.parse(expiresAt));
      return this.#issue(id);
    });
  }

  /** All that are not revoked, oldest first. */
  list(): TokenRecord[] {
    const rows = this.#database.prepare(`${SELECT_RECORDS} ORDER BY t.created_at, t.rowid`).all({ now: this.#now() });
    return rows.map((row) => recordOf(row, this.#now()));
  }

  /** One that is not revoked, by its id or its label. */
  find(idOrLabel: string): TokenRecord | undefined {
    const row = this.#database
      .prepare(`${SELECT_RECORDS} AND (t.id = :which OR t.label = :which)`)
      .get({ now: this.#now(), which: idOrLabel });
    return row === undefined ? undefined : recordOf(row, this.#now());
  }

  /** Ends a token for good. @throws TokenError */
  revoke(idOrLabel: string): TokenRecord {
    return this.#write(() => {
      const record = this.#require(idOrLabel);
      this.#database.prepare('UPDATE tokens SET revoked_at = ? WHERE id = ?').run(this.#now(), record.id);
      this.#forgetOld();
      return record;
    });
  }

  /** Gives a token a new secret. The present one counts for `overlapMs` more, one from before that no longer. @throws TokenError */
  rotate(idOrLabel: string, overlapMs: number): IssuedToken {
    return this.#write(() => {
      const { id, label, expired } = this.#require(idOrLabel);
      if (expired) throw new TokenError('expired', `the token "${label}" has expired: revoke it and make a new one`);
      const now = this.#now();
      this.#database
        .prepare(
          `UPDATE secrets SET valid_until = CASE WHEN valid_until IS NULL THEN :end ELSE min(valid_until, :now) END
           WHERE token_id = :id`,
        )
        .run({ now, end: now + overlapMs, id });
      this.#forgetOld();
      return this.#issue(id);
    });
  }

  /** What a secret is; undefined where it was never one of this server's, or long ago. @throws Error where the database fails */
  lookup(hash: Uint8Array): KnownSecret | undefined {
    const row = this.#lookup.get(hash) as SecretRow | undefined;
    if (row === undefined) return undefined;
    return {
      tokenId: row.id,
      label: row.label,
      scope: TokenScope.parse(JSON.parse(row.scope)),
      replacedAt: maybe(row.valid_until),
      expiresAt: maybe(row.expires_at),
      revokedAt: maybe(row.revoked_at),
    };
  }

  /** Changes when another connection has written. */
  dataVersion(): number {
    return Number(this.#version.get()?.data_version);
  }

  /** Remembers when and from where tokens were used last. Not worth waiting for the disk. */
  noteUses(uses: readonly TokenUse[]): void {
    this.#database.exec('PRAGMA synchronous = NORMAL');
    try {
      this.#write(() => {
        const note = this.#database.prepare('UPDATE tokens SET last_used_at = ?, last_used_from = ? WHERE id = ?');
        for (const { tokenId, at, from } of uses) note.run(at, from, tokenId);
      });
    } finally {
      this.#database.exec('PRAGMA synchronous = FULL');
    }
  }

  close(): void {
    this.#database.close();
  }

  /** SHA-256 of a secret. */
  static hash(token: string): Buffer {
    return createHash('sha256').update(token).digest();
  }

  #issue(id: string): IssuedToken {
    const token = formatAccessToken(randomBytes(TOKEN_BYTES));
    this.#database
      .prepare('INSERT INTO secrets (hash, token_id, last4, created_at) VALUES (?, ?, ?, ?)')
      .run(TokenStore.hash(token), id, token.slice(-LAST_SHOWN), this.#now());
    return { record: this.#require(id), token };
  }

  #require(idOrLabel: string): TokenRecord {
    const record = this.find(idOrLabel);
    if (record !== undefined) return record;
    throw new TokenError('not-found', `there is no token "${idOrLabel}": "porthole-exit token list" shows all`);
  }

  /** Forgets what ended long ago, so that the database does not grow with each rotation. */
  #forgetOld(): void {
    const before = this.#now() - MEMORY_MS;
    this.#database.prepare('DELETE FROM tokens WHERE revoked_at < ?').run(before);
    this.#database.prepare('DELETE FROM secrets WHERE valid_until < ?').run(before);
  }

  #write<Result>(run: () => Result): Result {
    try {
      this.#database.exec('BEGIN IMMEDIATE');
      const result = run();
      this.#database.exec('COMMIT');
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      if (error instanceof TokenError) throw error;
      throw new TokenError('store', `the tokens cannot be written (${(error as Error).message}): try again`);
    }
  }
}
