import { createHash, type Hash } from 'node:crypto';
import { readdirSync, type Stats, statSync } from 'node:fs';
import { join } from 'node:path';

const TEST_FILE = /\.test\.tsx?$/;

/**
 * Returns a hash over path, size and time of change of every input file. It differs from the one kept at the last build
 * when a file was changed, added, removed, or put back to an older version: comparing the newest times would miss the last two.
 */
export function fingerprint(root: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    addPath(hash, root, input);
  }
  return hash.digest('hex');
}

function addPath(hash: Hash, root: string, path: string): void {
  const stats: Stats | undefined = statSync(join(root, path), { throwIfNoEntry: false });
  if (stats === undefined) {
    hash.update(`${path} missing\n`);
  } else if (stats.isDirectory()) {
    for (const name of readdirSync(join(root, path)).sort()) {
      addPath(hash, root, `${path}/${name}`);
    }
  } else if (!TEST_FILE.test(path)) {
    hash.update(`${path} ${stats.size} ${stats.mtimeMs}\n`);
  }
}
