import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { expect, it } from 'vitest';
import { openFiles } from '../../../e2e/fixtures/open-files.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { FolderServer } from './folder-server.ts';

/** More than Node's four threads for files can look for at once, so that visitors leave at each step of the way. */
const VISITORS = 100;

it.runIf(process.platform === 'linux').each(['/page.txt', '/'])(
  'keeps no file open for visitors of %s who leave before it was found',
  async (path) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'page.txt'), 'x'.repeat(100_000));
    await writeFile(join(folder, 'index.html'), 'x');
    const server = new FolderServer(folder, { dotFiles: false });
    const visit = () => {
      const [near, far] = duplexPair();
      server.accept(far);
      near.resume();
      near.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
      return { near, far };
    };
    const visitors = Array.from({ length: VISITORS }, visit);
    // One after the other, while the first are looked for already.
    for (const { near, far } of visitors) {
      await new Promise((resolve) => setImmediate(resolve));
      far.destroy();
      near.destroy();
    }
    // Behind them all in the queue for the disk.
    const last = visit();
    await new Promise((resolve) => last.near.once('data', resolve));
    last.far.destroy();
    await expect.poll(async () => (await openFiles(process.pid)).filter((file) => file.startsWith(folder))).toEqual([]);
  },
);
