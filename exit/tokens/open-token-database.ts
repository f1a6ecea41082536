import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { TokenError } from './token-error.ts';

const MEMORY = ':memory:';
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
const SCHEMA_VERSION = 1;

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
CREATE INDEX secrets_token ON secrets (token_id);
PRAGMA user_version = ${SCHEMA_VERSION};`;

/**
 * Opens or makes the database, readable by this user only. The server and commands may have it open at once.
 *
 * @param busyTimeoutMs how long to wait for another process that writes
 * @throws TokenError
 */
export function openTokenDatabase(path: string, busyTimeoutMs: number): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (path !== MEMORY) {
      mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
      // SQLite would make it readable by everybody; its other two files get the mode of this one.
      closeSync(openSync(path, constants.O_CREAT | constants.O_RDWR, PRIVATE_FILE));
    }
    database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    prepareSchema(database, path);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof TokenError ? error : unusable(path, error as Error);
  }
}

function prepareSchema(database: DatabaseSync, path: string): void {
  if (versionOf(database) !== SCHEMA_VERSION) {
    // Two processes may find it empty at once: the second one waits here, and looks again.
    database.exec('BEGIN IMMEDIATE');
    if (versionOf(database) === 0) database.exec(SCHEMA);
    database.exec('COMMIT');
  }
  const version = versionOf(database);
  if (version === SCHEMA_VERSION) return;
  const message = `${path} was made by another version of the exit server (${version}): use that version, or another --data-dir`;
  throw new TokenError('store', message);
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

/** Never set aside by itself: an exit server that forgot which tokens were revoked would be worse than one that does not start. */
function unusable(path: string, error: Error): TokenError {
  const code = (error as NodeJS.ErrnoException).code;
  const why = code === undefined || code === 'ERR_SQLITE_ERROR' ? error.message : code;
  const message = `the tokens in ${path} cannot be used (${why}): let this user write there, or put a backup in its place`;
  return new TokenError('store', message);
}
