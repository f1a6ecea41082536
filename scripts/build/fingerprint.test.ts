import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from './fingerprint.ts';

describe('fingerprint', () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'porthole-'));
    await writeFile(join(root, 'a.ts'), 'one');
    await writeFile(join(root, 'b.ts'), 'two');
  });
  afterEach(() => rm(root, { recursive: true }));

  const changes: [string, () => Promise<void>][] = [
    ['a changed file', () => writeFile(join(root, 'a.ts'), 'longer')],
    ['an added file', () => writeFile(join(root, 'c.ts'), '')],
    ['a removed file', () => rm(join(root, 'a.ts'))],
    ['a renamed file', () => rename(join(root, 'a.ts'), join(root, 'z.ts'))],
    ['a file put back to an older version', () => utimes(join(root, 'a.ts'), 1, 1)],
  ];

  test.for(changes)('tells %s', async ([, change]) => {
    const before = fingerprint(root, ['.']);
    await change();
    expect(fingerprint(root, ['.'])).not.toBe(before);
  });

  test('is the same for the same files', () => {
    expect(fingerprint(root, ['a.ts', 'b.ts'])).toBe(fingerprint(root, ['a.ts', 'b.ts']));
  });

  test('leaves out tests: no build depends on them', async () => {
    const before = fingerprint(root, ['.']);
    await writeFile(join(root, 'a.test.ts'), '');
    expect(fingerprint(root, ['.'])).toBe(before);
  });

  test('takes an input that does not exist', async () => {
    const before = fingerprint(root, ['later.ts']);
    await writeFile(join(root, 'later.ts'), '');
    expect(fingerprint(root, ['later.ts'])).not.toBe(before);
  });
});
