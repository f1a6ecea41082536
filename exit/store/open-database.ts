import { closeSync, constants, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const MEMORY = ':memory:';
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

export interface DatabaseFormat {
  /** What is in it, for messages, e.g. `tokens`. */
  what: string;
  version: number;
  /** Makes the tables of that version. */
  schema: string;
}

/**
 * Opens or makes a database, readable by this user only. The server and commands may have it open at once.
 *
 * @param busyTimeoutMs how long to wait for another process that writes
 * @throws Error whose message is one line that says what to do
 */
export function openDatabase(path: string, busyTimeoutMs: number, format: DatabaseFormat): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    if (path !== MEMORY) {
      mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
      // SQLite would make it readable by everybody; its other two files get the mode of this one.
      closeSync(openSync(path, constants.O_CREAT | constants.O_RDWR, PRIVATE_FILE));
    }
    database = new DatabaseSync(path, { timeout: busyTimeoutMs, enableForeignKeyConstraints: true });
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    prepareSchema(database, path, format);
    return database;
  } catch (error) {
    database?.close();
    throw error instanceof OtherVersion ? error : unusable(path, format.what, error as Error);
  }
}

/** Runs something as one transaction. What it throws undoes all. */
export function transact<Result>(database: DatabaseSync, run: () => Result): Result {
  try {
    database.exec('BEGIN IMMEDIATE');
    const result = run();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

class OtherVersion extends Error {}

function prepareSchema(database: DatabaseSync, path: string, { version: wanted, schema }: DatabaseFormat): void {
  if (versionOf(database) !== wanted) {
    // Two processes may find it empty at once: the second one waits here, and looks again.
    database.exec('BEGIN IMMEDIATE');
    if (versionOf(database) === 0) database.exec(`${schema}\nPRAGMA user_version = ${wanted};`);
    database.exec('COMMIT');
  }
  const version = versionOf(database);
  if (version === wanted) return;
  const message = `${path} was made by another version of the exit server (${version}): use that version, or another --data-dir`;
  throw new OtherVersion(message);
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare('PRAGMA user_version').get()?.user_version);
}

/** Never set aside by itself: an exit server that forgot what was revoked would be worse than one that does not start. */
function unusable(path: string, what: string, error: Error): Error {
  const code = (error as NodeJS.ErrnoException).code;
  const why = code === undefined || code === 'ERR_SQLITE_ERROR' ? error.message : code;
  return new Error(
    `the ${what} in ${path} cannot be used (${why}): let this user write there, or put a backup in its place`,
  );
}
