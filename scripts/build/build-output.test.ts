import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BuildOutput } from './build-output.ts';

describe('BuildOutput', () => {
  let dist: string;
  let output: BuildOutput;
  beforeEach(async () => {
    dist = await mkdtemp(join(tmpdir(), 'porthole-'));
    output = new BuildOutput(dist, 'exit');
  });
  afterEach(() => rm(dist, { recursive: true }));

  async function stage(file: string, text: string): Promise<void> {
    await mkdir(output.stagingFolder, { recursive: true });
    await writeFile(join(output.stagingFolder, file), text);
  }

  test('is stale before the first build, and after one with other inputs', async () => {
    expect(output.isBuiltFrom('inputs 1')).toBe(false);
    await stage('main.js', 'one');
    output.publish('inputs 1');
    expect(output.isBuiltFrom('inputs 1')).toBe(true);
    expect(output.isBuiltFrom('inputs 2')).toBe(false);
  });

  test('replaces the files of the last build', async () => {
    await stage('old.js', 'one');
    output.publish('inputs 1');
    await stage('main.js', 'two');
    output.publish('inputs 2');
    expect(await readFile(join(output.folder, 'main.js'), 'utf8')).toBe('two');
    expect(existsSync(join(output.folder, 'old.js'))).toBe(false);
  });

  test('is stale when its files were deleted', async () => {
    await stage('main.js', 'one');
    output.publish('inputs 1');
    await rm(output.folder, { recursive: true });
    expect(output.isBuiltFrom('inputs 1')).toBe(false);
  });
});
