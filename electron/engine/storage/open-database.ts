import { closeSync, constants, existsSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setAsideName } from '../settings/set-aside-name.ts';

const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;
/** SQLite keeps these beside a file in WAL mode; they belong to it, and must go where it goes. */
const COMPANIONS = ['', '-wal', '-shm'];
/** Result codes of SQLite that say that the file itself is broken (https://sqlite.org/rescode.html). */
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;
/** Extended result codes carry the plain one in their low byte. */
const PLAIN_CODE = 0xff;
/** After a burst of writes the WAL file shrinks to this again. */
const WAL_LIMIT = 4 * 1024 * 1024;
/** How long to wait for another process that has the file open, e.g. a user's sqlite3. */
const BUSY_MS = 2_000;

/** The file was written by a newer version of the app: nothing here can read it. */
class NewerVersionError extends Error {}

export interface OpenedDatabase {
  readonly database: DatabaseSync;
  /** Where a file that could not be read was moved; undefined: nothing was wrong. */
  readonly setAside?: string;
}

/**
 * Opens or makes a database in WAL mode, readable by this user only, and brings it to the newest version. A file that is broken or of a newer
 * version is set aside under a dated name, and an empty one takes its place. Throws where the folder cannot be written.
 */
export function openDatabase(path: string, migrations: readonly string[]): OpenedDatabase {
  mkdirSync(dirname(path), { recursive: true, mode: PRIVATE_FOLDER });
  try {
    return { database: tryOpen(path, migrations) };
  } catch (error) {
    if (!(error instanceof NewerVersionError) && !isBroken(error)) throw error;
    const aside = setDatabaseAside(path);
    return { database: tryOpen(path, migrations), setAside: aside };
  }
}

/** Whether an error of SQLite says that the file is broken, as opposed to e.g. a full disk. */
export function isBroken(error: unknown): boolean {
  const code = (error as { errcode?: unknown }).errcode;
  if (typeof code !== 'number') return false;
  const plain = code & PLAIN_CODE;
  return plain === SQLITE_CORRUPT || plain === SQLITE_NOTADB;
}

/** Moves a closed database out of the way. Returns its new path. */
export function setDatabaseAside(path: string): string {
  const aside = setAsideName(path);
  for (const companion of COMPANIONS) {
    if (existsSync(path + companion)) renameSync(path + companion, aside + companion);
  }
  return aside;
}

function tryOpen(path: string, migrations: readonly string[]): DatabaseSync {
  // SQLite would make it readable by everybody; its other two files get the mode of this one.
  closeSync(openSync(path, constants.O_CREAT | constants.O_RDWR, PRIVATE_FILE));
  const database = new DatabaseSync(path, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  try {
    // auto_vacuum counts only before the first table. NORMAL: what is committed survives a crash of the app, and all but the last
    // moments one of the machine (https://sqlite.org/pragma.html#pragma_synchronous).
    database.exec(
      `PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA journal_size_limit = ${WAL_LIMIT};`,
    );
    migrate(database, migrations);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function migrate(database: DatabaseSync, migrations: readonly string[]): void {
  const version = Number(database.prepare('PRAGMA user_version').get()?.user_version);
  if (version > migrations.length) throw new NewerVersionError('The file was written by a newer version of Porthole.');
  migrations.slice(version).forEach((sql, index) => {
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${version + index + 1}; COMMIT;`);
  });
}
