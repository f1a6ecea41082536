import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomically } from './write-file-atomically.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'porthole-write-'));
});
afterEach(() => rm(folder, { recursive: true }));

it.skipIf(process.platform === 'win32')('gives a secret its own mode, whatever lay in the way', async () => {
  const path = join(folder, 'secret');
  await writeFile(path, 'written by hand', { mode: 0o666 });
  await writeFileAtomically(path, 'one', 0o600);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'untouched');
  await rm(path);
  await symlink(elsewhere, path);
  await writeFileAtomically(path, 'two', 0o600);
  expect([await readFile(path, 'utf8'), await readFile(elsewhere, 'utf8')]).toEqual(['two', 'untouched']);
});

it('lets many write at once, of whom one is the last, and leaves nothing else', async () => {
  const path = join(folder, 'file');
  const texts = Array.from({ length: 8 }, (_, index) => `text ${index}`);
  await Promise.all(texts.map((text) => writeFileAtomically(path, text, 0o600)));
  expect(texts).toContain(await readFile(path, 'utf8'));
  expect(await readdir(folder)).toEqual(['file']);
});
