import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { visit } from '../fixtures/visit.ts';

test('a join link brings a server of one’s own; when it goes away the page says so and tries again', async ({
  home,
  page,
  processes,
  shot,
}) => {
  const upstream = await startNodeUpstream(namedHash('mine'));
  const exit = await startExit(processes, await lastingPorts());
  try {
    await home.open();
    await page.getByRole('link', { name: 'Servers' }).click();
    const field = page.getByRole('textbox', { name: /join link/i });
    await field.fill(`porthole://join?server=${encodeURIComponent(exit.controlUrl)}`);
    await field.press('Enter');
    await expect(page.getByText(/token/i).last()).toBeVisible();
    await field.fill(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
    await field.press('Enter');
    await expect(page.getByText(exit.controlUrl).first()).toBeVisible();
    // It is cleared when the call is answered, and the card may come before that.
    await expect(field).toHaveValue('');
    expect(await page.content()).not.toContain(TOKEN);
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    await exit.program.kill();
    await expect(row.getByText('Reconnecting', { exact: true })).toBeVisible();
    await expect(row).toContainText(/Try \d+ (starts in|is under way)/);
    await shot('exit-down');
    await startExit(processes, { control: exit.controlPort, data: exit.dataPort });
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    const url = (await row.getByRole('link', { name: 'in the browser' }).getAttribute('href')) ?? '';
    expect((await visit(url)).status).toBe(200);
  } finally {
    await upstream.close();
  }
});

test('a settings file with broken JSON is set aside and reported, and the app works', async ({ app, home, page }) => {
  await app.stop();
  await writeFile(join(app.dataDir, 'settings.json'), '{ "version": 1, broken');
  await app.start();
  await home.open();
  await expect(page.getByText(/was set aside as .*settings\.json\.unreadable-/)).toBeVisible();
  await expect(home.field).toBeEnabled();
});
