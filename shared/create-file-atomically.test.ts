import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createFileAtomically } from './create-file-atomically.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'porthole-create-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

it('lets one of many make the file, and leaves nothing else', async () => {
  const path = join(folder, 'deep', 'key');
  const texts = Array.from({ length: 8 }, (_, index) => `key ${index}`);
  const made = await Promise.allSettled(texts.map((text) => createFileAtomically(path, text, 0o600)));
  const winners = made.flatMap(({ status }, index) => (status === 'fulfilled' ? [texts[index]] : []));
  expect(winners).toEqual([readFileSync(path, 'utf8')]);
  const reasons = made.flatMap((result) => (result.status === 'rejected' ? [result.reason.code] : []));
  expect(reasons).toEqual(Array(7).fill('EEXIST'));
  expect(readdirSync(join(folder, 'deep'))).toEqual(['key']);
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});
