import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FuzzTarget } from './fuzz-target.ts';

const FOLDER = join(import.meta.dirname, 'corpus');

/** What a target begins with: its seeds, and all that it failed at once. */
export function corpusOf({ name, seeds }: FuzzTarget): Buffer[] {
  const folder = join(FOLDER, name);
  const files = existsSync(folder) ? readdirSync(folder).sort() : [];
  return [
    ...seeds.map((seed) => Buffer.from(seed, 'latin1')),
    ...files.map((file) => readFileSync(join(folder, file))),
  ];
}

/** Writes an input down that a target failed at, and returns the file's path. */
export function saveCrash({ name }: FuzzTarget, input: Buffer): string {
  const folder = join(FOLDER, name);
  mkdirSync(folder, { recursive: true });
  const file = join(folder, createHash('sha256').update(input).digest('hex').slice(0, 16));
  writeFileSync(file, input);
  return relative(process.cwd(), file);
}
