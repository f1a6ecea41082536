import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startExit, startShare } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startViteServer } from '../fixtures/vite-server.ts';

test("Vite's dev server works through a tunnel: an edited source changes the open page without a reload", async ({
  page,
}) => {
  const processes = new Processes();
  try {
    const folder = await processes.temporaryFolder();
    await writeFile(
      join(folder, 'index.html'),
      '<!doctype html><title>Vite</title><p id="text"></p><script type="module" src="/main.js"></script>',
    );
    const source = join(folder, 'text.js');
    await writeFile(source, "export const text = 'before the edit';\n");
    await writeFile(
      join(folder, 'main.js'),
      `import { text } from './text.js';
      const show = (value) => { document.querySelector('#text').textContent = value; };
      show(text);
      import.meta.hot?.accept('./text.js', (module) => show(module.text));\n`,
    );
    const vite = await startViteServer(processes, folder);
    const exit = await startExit(processes);
    const { publicUrl } = await startShare(processes, vite.port, exit, ['--name', 'vite']);
    const connected = page.waitForEvent('console', (message) => message.text().includes('[vite] connected'));
    await page.goto(publicUrl.href);
    await connected;
    await expect(page.locator('#text')).toHaveText('before the edit');
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await writeFile(source, (await readFile(source, 'utf8')).replace('before', 'after'));
    await expect(page.locator('#text')).toHaveText('after the edit');
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  } finally {
    await processes.end();
  }
});
