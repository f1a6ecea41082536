import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { visit } from '../fixtures/visit.ts';
import { startViteServer } from '../fixtures/vite-server.ts';

// The other dev servers are in e2e/loopback/dev-servers.loopback.test.ts.
test('the row says that Vite refuses the host, and one click mends it', async ({ home, page, processes, shot }) => {
  const folder = await processes.temporaryFolder();
  await writeFile(join(folder, 'index.html'), '<!doctype html><title>My shop</title>');
  const vite = await startViteServer(processes, folder);
  // Under localhost, the default, Vite refuses nothing.
  const exit = await startExit(processes, {}, ['--domain', 'exit.test']);
  const open = (name: string) =>
    visit(`http://127.0.0.1:${exit.dataPort}/`, { headers: { host: `${name}.exit.test:${exit.dataPort}` } });
  await home.open();
  await page.getByRole('link', { name: 'Servers' }).click();
  const field = page.getByRole('textbox', { name: /join link/i });
  await field.fill(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
  await field.press('Enter');
  await expect(page.getByText(exit.controlUrl).first()).toBeVisible();
  await page.getByRole('link', { name: 'Tunnels' }).first().click();
  await home.share(String(vite.port));
  const row = home.rows().first();
  await expect(row).toContainText('.exit.test:');
  const name = (await row.getAttribute('aria-label')) ?? '';
  expect((await open(name)).status).toBe(403);
  await expect(row).toContainText(`Vite refuses requests for ${name}.exit.test`);
  await shot('refused');
  await home.row(name).remedy('Rewrite Host').click();
  await expect(row).not.toContainText('Vite refuses');
  const mended = await open(name);
  expect([mended.status, mended.body.toString()]).toEqual([200, expect.stringContaining('My shop')]);
});
