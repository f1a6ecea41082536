import { expect, type Page } from '@playwright/test';
import { aService, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { runCommand } from '../pages/command-palette.ts';

/** Presses Tab until the focus is on what has this accessible name. */
async function tabTo(page: Page, name: string): Promise<void> {
  const target = page.locator(':focus').and(page.getByLabel(name).or(page.getByText(name, { exact: true })));
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await target.count()) > 0) return;
  }
  throw new Error(`Tab does not reach "${name}".`);
}

test('shares, stops and opens a tunnel with keys alone', async ({ app, home, page }) => {
  app.engine.services.set([aService()]);
  app.engine.onShare = () => aTunnel({ name: 'my-shop' });
  await home.open();
  await expect(home.chip('vite · my-shop · 5173')).toBeVisible();
  await tabTo(page, 'Share vite · my-shop · 5173');
  await page.keyboard.press('Enter');
  await expect(home.row('my-shop').status('Online')).toBeVisible();
  await tabTo(page, 'Run my-shop');
  await page.keyboard.press('Space');
  await expect(home.row('my-shop').status('Stopped')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const overview = page.getByRole('menuitem', { name: 'Overview' });
  await expect(overview).toBeVisible();
  // The menu takes the focus when it has faded in.
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(overview).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'my-shop', level: 1 })).toBeVisible();
});

test('every control shows where the focus is', async ({ app, home, page }) => {
  app.engine.services.set([aService({ port: 9999 })]);
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await expect(home.row('my-shop').root).toBeVisible();
  const unseen: string[] = [];
  for (let presses = 0; presses < 24; presses += 1) {
    await page.keyboard.press('Tab');
    const fault = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return undefined;
      // A switch is a hidden input: the ring is on the track behind it.
      const shown = [element, element.nextElementSibling].filter((one) => one !== null);
      const ringed = shown.some((one) => {
        const { outlineStyle, boxShadow } = getComputedStyle(one);
        return outlineStyle !== 'none' || boxShadow !== 'none';
      });
      return ringed ? undefined : element.outerHTML.slice(0, 120);
    });
    if (fault !== undefined) unseen.push(fault);
  }
  expect(unseen).toEqual([]);
});

test('the command palette shares what is typed, and finds tunnels and views', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  app.engine.onShare = (target) => aTunnel({ name: `port-${target}` });
  await home.open();
  await expect(home.row('my-shop').root).toBeVisible();
  await runCommand(page, 'Share 4000', '4000');
  await expect(home.row('port-4000').status('Online')).toBeVisible();
  await runCommand(page, 'Stop my-shop', 'stop my-shop');
  await expect(home.row('my-shop').status('Stopped')).toBeVisible();
  // From within a field too.
  await home.field.focus();
  await runCommand(page, 'Go to Servers', 'go to servers');
  await expect(page.getByRole('heading', { name: 'Servers', level: 1 })).toBeVisible();
});
