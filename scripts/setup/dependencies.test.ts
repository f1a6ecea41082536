import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dependenciesAreInstalled } from './dependencies.js';

type Packages = Record<string, { version?: string; optional?: boolean }>;

const WANTED: Packages = {
  '': { version: '0.1.0' },
  'node_modules/ws': { version: '8.0.0' },
  'node_modules/for-macs': { version: '1.0.0', optional: true },
};

describe('dependenciesAreInstalled', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'porthole-'));
    await mkdir(join(root, 'node_modules'));
    await writeFile(join(root, 'package-lock.json'), JSON.stringify({ packages: WANTED }));
  });
  afterEach(() => rm(root, { recursive: true }));

  const install = (packages: Packages) =>
    writeFile(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));

  test('is false where nothing is installed, or npm was interrupted', () => {
    expect(dependenciesAreInstalled(root)).toBe(false);
  });

  test('is true with what the lock file names, without optional packages of other platforms', async () => {
    await install({ 'node_modules/ws': { version: '8.0.0' } });
    expect(dependenciesAreInstalled(root)).toBe(true);
  });

  test('is false when a package has another version', async () => {
    await install({ 'node_modules/ws': { version: '7.0.0' } });
    expect(dependenciesAreInstalled(root)).toBe(false);
  });

  test('is false when a package is missing', async () => {
    await install({ 'node_modules/for-macs': { version: '1.0.0' } });
    expect(dependenciesAreInstalled(root)).toBe(false);
  });
});
