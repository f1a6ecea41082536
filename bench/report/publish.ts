import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceBetweenMarks } from '../../scripts/docs/replace-between-marks.ts';
import { ROOT } from '../../scripts/setup/checkout.js';
import { benchPicture } from './picture.ts';
import { readmeTable } from './readme-table.ts';
import type { Results } from './results.ts';

const COMMAND = 'npm run bench';

/** Writes what README.md shows of a complete run: the table between the two marks, and the picture beside the others. */
export async function publish(results: Results): Promise<void> {
  await writeFile(join(ROOT, 'docs/pictures/bench.svg'), benchPicture(results));
  const file = join(ROOT, 'README.md');
  const text = await readFile(file, 'utf8');
  await writeFile(file, replaceBetweenMarks(text, COMMAND, readmeTable(results)));
}
