import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../store/open-database.ts';
import { TokenError } from './token-error.ts';

/**
 * Times are ms since the epoch. Secrets are kept as SHA-256 only, apart from their tokens, since a token has two while it is rotated.
 */
const SCHEMA = `
CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  label TEXT NOT NULL,
  scope TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER,
  revoked_at INTEGER,
  last_used_at INTEGER,
  last_used_from TEXT
) STRICT;
CREATE UNIQUE INDEX tokens_label ON tokens (label) WHERE revoked_at IS NULL;
CREATE TABLE secrets (
  hash BLOB PRIMARY KEY,
  token_id TEXT NOT NULL REFERENCES tokens (id) ON DELETE CASCADE,
  last4 TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  valid_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX secrets_token ON secrets (token_id);`;

/**
 * Opens or makes the database of tokens.
 *
 * @param busyTimeoutMs how long to wait for another process that writes
 * @throws TokenError
 */
export function openTokenDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  try {
    return openDatabase(path, busyTimeoutMs, { what: 'tokens', version: 1, schema: SCHEMA });
  } catch (error) {
    throw new TokenError('store', (error as Error).message);
  }
}
