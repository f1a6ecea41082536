import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
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
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, 'left behind by a crash', { mode: 0o666 });
  await writeFileAtomically(path, 'one', 0o600);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  const elsewhere = join(folder, 'elsewhere');
  await writeFile(elsewhere, 'untouched');
  await symlink(elsewhere, temporary);
  await writeFileAtomically(path, 'two', 0o600);
  expect([await readFile(path, 'utf8'), await readFile(elsewhere, 'utf8')]).toEqual(['two', 'untouched']);
});
