import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';

const BUILT_PAGE = fileURLToPath(new URL('../../dist/page', import.meta.url));
/** What the first view may weigh, scripts and styles, bytes after gzip. */
const MOST_BYTES = 350 * 1000;

test('scripts and styles of the first view stay below 350 kB after gzip', async () => {
  const html = await readFile(join(BUILT_PAGE, 'index.html'), 'utf8');
  const files = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(1);
  const sizes = await Promise.all(files.map(async (file) => gzipSync(await readFile(join(BUILT_PAGE, file))).length));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  expect(bytes, files.join(' ')).toBeLessThan(MOST_BYTES);
});
