import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Returns the folder of the built page: beside the bundle where this is one; in a checkout `dist/page`, which is built first
 * where it is missing or older than its sources.
 */
export async function findPageDir(): Promise<string> {
  const here = dirname(fileURLToPath(import.meta.url));
  const bundled = join(here, '..', 'page');
  if (existsSync(join(bundled, 'index.html'))) return bundled;
  const root = join(here, '..');
  const build = spawn(process.execPath, [join(root, 'scripts', 'build.ts'), 'page', '--if-stale'], {
    cwd: root,
    // stdout belongs to the command.
    stdio: ['ignore', 2, 2],
  });
  await once(build, 'close');
  return join(root, 'dist', 'page');
}
