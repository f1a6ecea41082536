import { expect, type Page } from '@playwright/test';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { visit } from '../fixtures/visit.ts';
import { clipboardOf } from '../pages/clipboard.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** Counts what a person clicks, from the first page on. */
async function countClicks(page: Page): Promise<() => Promise<number>> {
  let clicks = 0;
  await page.exposeFunction('countClick', () => {
    clicks += 1;
  });
  await page.addInitScript(() => {
    document.addEventListener('click', () => Reflect.get(window, 'countClick')(), { capture: true });
  });
  return async () => {
    // Calls out of the page come in order: this one is behind all clicks.
    await page.evaluate(() => document.title);
    return clicks;
  };
}

test('first run: one click on what runs here, and its public URL answers', async ({ home, page }) => {
  const upstream = await startNodeUpstream(namedHash('first'));
  try {
    const clicks = await countClicks(page);
    await home.open();
    await expect(page.getByRole('heading', { name: 'No tunnels yet' })).toBeVisible();
    await home.shareDetected(upstream.port);
    await expect(home.rows().first().getByText('Online', { exact: true })).toBeVisible();
    await expect.poll(clipboardOf(page)).toMatch(/^http:/);
    expect((await visit(await clipboardOf(page)())).status).toBe(200);
    // The second one only where so much runs here that the bar shows the first few.
    expect(await clicks()).toBeLessThanOrEqual(2);
  } finally {
    await upstream.close();
  }
});

test('first run with a join link: paste it, one click, and shares run over that server', async ({
  home,
  page,
  processes,
}) => {
  const upstream = await startNodeUpstream(namedHash('joined'));
  const exit = await startExit(processes);
  try {
    const clicks = await countClicks(page);
    await home.open();
    await expect(page.getByRole('heading', { name: 'No tunnels yet' })).toBeVisible();
    const link = formatJoinLink({ server: exit.controlUrl, token: TOKEN });
    await page.evaluate((text) => navigator.clipboard.writeText(text), link);
    await page.keyboard.press('ControlOrMeta+v');
    await expect(home.field).toHaveValue(link);
    await page.getByRole('button', { name: 'Add server' }).click();
    await expect(home.toast(/^Added/)).toBeVisible();
    await expect(home.field).toHaveValue('');
    expect(await clicks()).toBe(1);
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    // The join link was there before.
    await expect.poll(clipboardOf(page)).toMatch(/^http:/);
    const url = await clipboardOf(page)();
    expect(new URL(url).port).toBe(String(exit.dataPort));
    expect((await visit(url)).status).toBe(200);
  } finally {
    await upstream.close();
  }
});
