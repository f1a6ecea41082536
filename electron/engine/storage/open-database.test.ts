import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { openDatabase } from './open-database.ts';

const FIRST = 'CREATE TABLE a (x INTEGER) STRICT';
const SECOND = 'ALTER TABLE a ADD COLUMN y INTEGER; INSERT INTO a VALUES (1, 2)';

async function inFolder() {
  const folder = await temporaryFolder();
  return { folder, path: join(folder, 'data', 'test.sqlite') };
}

function open(path: string, migrations: readonly string[]) {
  const opened = openDatabase(path, migrations);
  onTestFinished(() => {
    if (opened.database.isOpen) opened.database.close();
  });
  return opened;
}

describe('openDatabase', () => {
  it('makes a file in WAL mode that only its user reads', async () => {
    const { path } = await inFolder();
    const { database, setAside } = open(path, [FIRST]);
    expect(setAside).toBeUndefined();
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA auto_vacuum').get()).toEqual({ auto_vacuum: 2 });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it('runs each migration once', async () => {
    const { path } = await inFolder();
    open(path, [FIRST]).database.close();
    open(path, [FIRST, SECOND]).database.close();
    const { database } = open(path, [FIRST, SECOND]);
    expect(database.prepare('SELECT x, y FROM a').all()).toEqual([{ x: 1, y: 2 }]);
  });

  it('changes nothing where a migration fails', async () => {
    const { path } = await inFolder();
    open(path, [FIRST]).database.close();
    expect(() => open(path, [FIRST, `${SECOND}; INSERT INTO nowhere VALUES (1)`])).toThrow('nowhere');
    const { database } = open(path, [FIRST]);
    expect(database.prepare('SELECT * FROM a').all()).toEqual([]);
  });

  it('sets a file aside that is no database, under a dated name, with its bytes', async () => {
    const { folder, path } = await inFolder();
    open(path, []).database.close();
    await writeFile(path, 'this is no database, whatever its name says'.repeat(100));
    const { database, setAside } = open(path, [FIRST]);
    expect(setAside).toMatch(/test\.sqlite\.unreadable-\d{4}-\d\d-\d\dT\d{6}Z$/);
    expect(await readFile(setAside ?? '', 'utf8')).toContain('this is no database');
    expect(database.prepare('SELECT * FROM a').all()).toEqual([]);
    expect(await readdir(join(folder, 'data'))).toContain('test.sqlite');
  });

  it('sets a file of a newer version aside', async () => {
    const { path } = await inFolder();
    open(path, [FIRST, SECOND]).database.close();
    expect(open(path, [FIRST]).setAside).toContain('unreadable');
  });

  it('leaves a file alone that cannot be opened for another reason', async () => {
    const { folder } = await inFolder();
    await writeFile(join(folder, 'file'), 'x');
    expect(() => open(join(folder, 'file', 'test.sqlite'), [])).toThrow('EEXIST');
  });
});
