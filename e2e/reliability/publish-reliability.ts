import { readFile, writeFile } from 'node:fs/promises';
import { cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { replaceBetweenMarks } from '../../scripts/docs/replace-between-marks.ts';
import { ROOT } from '../../scripts/setup/checkout.js';

/** The document that all these runs write into. */
export const RELIABILITY = join(ROOT, 'docs/reliability.md');

const GIB = 1024 ** 3;

/** Writes what a run gave into docs/reliability.md, at the place of its command, with when and where it ran. */
export async function publishReliability(command: string, startedAt: Date, report: string): Promise<void> {
  const minutes = Math.max(1, Math.round((Date.now() - startedAt.getTime()) / 60_000));
  const machine = `${type()} ${release()}, ${cpus().length} × ${cpus()[0]?.model.trim()}, ${Math.round(totalmem() / GIB)} GiB`;
  const day = startedAt.toISOString().slice(0, 10);
  const content = `Written by \`${command}\` on ${day}, in ${minutes} min, on ${machine}, Node ${process.versions.node}.\n\n${report}`;
  await writeFile(RELIABILITY, replaceBetweenMarks(await readFile(RELIABILITY, 'utf8'), command, content));
  console.log(`written to ${RELIABILITY}`);
}
