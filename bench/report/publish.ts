import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT } from '../../scripts/setup/checkout.js';
import { benchPicture } from './picture.ts';
import { readmeTable } from './readme-table.ts';
import type { Results } from './results.ts';

const BEGIN = '<!-- begin: written by npm run bench -->';
const END = '<!-- end: written by npm run bench -->';

/** Writes what README.md shows of a complete run: the table between the two marks, and the picture beside the others. */
export async function publish(results: Results): Promise<void> {
  await writeFile(join(ROOT, 'docs/pictures/bench.svg'), benchPicture(results));
  const file = join(ROOT, 'README.md');
  const text = await readFile(file, 'utf8');
  await writeFile(file, replaceBetweenMarks(text, readmeTable(results)));
}

/** Returns the text with what stands between the marks replaced. Throws where there are not exactly two of them, in order. */
export function replaceBetweenMarks(text: string, content: string): string {
  const [before, between, ...more] = text.split(BEGIN);
  const [, after, ...others] = between?.split(END) ?? [];
  if (before === undefined || after === undefined || more.length > 0 || others.length > 0) {
    throw new Error(`README.md has no place for the table: "${BEGIN}" and "${END}" must stand there once each`);
  }
  return `${before}${BEGIN}\n${content}\n${END}${after}`;
}
