import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomically } from '../shared/write-file-atomically.ts';

/** 256 bits: nobody guesses it. */
const KEY_BYTES = 32;
const VALID = /^[0-9a-f]{64}$/;

/** The key of a data folder's page: lasting, so that an open page finds its engine again after a restart. */
export async function pageKey(dataDir: string): Promise<string> {
  const path = join(dataDir, 'page.key');
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (VALID.test(kept.trim())) return kept.trim();
  const key = randomBytes(KEY_BYTES).toString('hex');
  await writeFileAtomically(path, `${key}\n`, 0o600);
  return key;
}
