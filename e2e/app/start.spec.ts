import { execFile } from 'node:child_process';
import { cp, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@playwright/test';
import { ROOT } from '../../scripts/setup/checkout.js';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { Processes } from '../fixtures/processes.ts';
import { visit } from '../fixtures/visit.ts';
import { TunnelsPage } from '../pages/tunnels-page.ts';

/** npm downloads or unpacks some hundred packages, then the page is built, on two busy cores. */
const FRESH_START_MS = 300_000;

/** Copies what git knows of the checkout, as it is in the working tree: what a clone would hold once it is committed. */
async function freshCopy(folder: string): Promise<void> {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const { stdout } = await promisify(execFile)('git', args, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  for (const file of stdout.split('\0').filter(Boolean)) {
    const target = join(folder, file);
    await mkdir(dirname(target), { recursive: true });
    // A file that was removed and not committed yet is still listed.
    await cp(join(ROOT, file), target).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }
}

test('npm start on a fresh clone, the only command typed, ends at a page where one click shares a service', async ({
  page,
}) => {
  test.setTimeout(2 * FRESH_START_MS);
  const processes = new Processes();
  const upstream = await startNodeUpstream((_, response) => response.end('from a fresh clone'));
  try {
    const folder = await processes.temporaryFolder();
    await freshCopy(folder);
    const args = ['start', '--', '--port', '0', '--no-open', '--data-dir', join(folder, 'data')];
    const app = await processes.start('npm', args, {
      cwd: folder,
      // A machine with a display would open Electron's window, which is not what is looked at here.
      env: { DISPLAY: undefined, WAYLAND_DISPLAY: undefined, PORTHOLE_NO_ELECTRON: '1' },
      ready: /^Porthole is ready at /,
      readyWithinMs: FRESH_START_MS,
    });
    expect(app.output).toContain('running "porthole serve" instead');
    const [, url = ''] = await app.waitForLine(/^Porthole is ready at (\S+)$/);
    const home = new TunnelsPage(page, { url });
    await home.open();
    await home.shareDetected(upstream.port);
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    const publicUrl = (await row.getByRole('link', { name: 'in the browser' }).getAttribute('href')) ?? '';
    expect((await visit(publicUrl)).body.toString()).toBe('from a fresh clone');
  } finally {
    await processes.end();
    await upstream.close();
  }
});
