import { expect } from '@playwright/test';
import { aService, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { clipboardOf } from '../pages/clipboard.ts';

test.use({ viewport: { width: 380, height: 520 }, permissions: ['clipboard-read', 'clipboard-write'] });

test('the popover stops, copies, shares, and leads to the whole page', async ({ app, page, context }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  app.engine.services.set([aService({ port: 4000, project: 'api' })]);
  app.engine.onShare = () => aTunnel({ name: 'api', upstream: 'http://127.0.0.1:4000' });
  await page.goto(app.url);
  await page.evaluate(() => {
    window.location.hash = '/popover';
  });
  const row = (name: string) => page.getByRole('list', { name: 'Tunnels' }).getByRole('listitem', { name });
  await expect(page.getByRole('banner').getByRole('paragraph')).toContainText('1 tunnel online');
  await page.getByRole('button', { name: 'Share vite · api · 4000' }).click();
  await expect(row('api')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Running on this computer' })).toHaveCount(0);
  // A share is copied by itself: what is copied next must not come before it.
  await expect.poll(clipboardOf(page)).toBe('http://api.localhost:8000');
  await row('my-shop').getByRole('button', { name: 'Copy address of my-shop' }).click();
  await expect.poll(clipboardOf(page)).toBe('http://my-shop.localhost:8000');
  await row('my-shop').getByRole('switch', { name: 'Run my-shop' }).click();
  await expect(row('my-shop').getByRole('switch')).not.toBeChecked();
  expect(app.engine.calls).toEqual(['share 4000', 'stop my-shop']);
  const opened = context.waitForEvent('page');
  await row('my-shop').getByRole('link', { name: 'my-shop' }).click();
  await expect.poll(async () => (await opened).url()).toMatch(/#\/tunnels\/my-shop$/);
});
