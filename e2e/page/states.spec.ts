import { expect, type Page } from '@playwright/test';
import { aServer, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';

test('first run offers three ways to begin', async ({ home, page }) => {
  await home.open();
  await page.getByRole('button', { name: /^Try it now on this computer/ }).click();
  await expect(home.field).toBeFocused();
  await page.getByRole('button', { name: /^I have a server/ }).click();
  await expect(page.getByRole('textbox', { name: 'Join link' })).toBeFocused();
  await page.getByRole('link', { name: 'Tunnels' }).click();
  await page.getByRole('button', { name: /^Set up a server/ }).click();
  await page.getByRole('textbox', { name: 'Its domain' }).fill('exit.shop.test');
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('Looking for an exit server at exit.shop.test.')).toBeVisible();
});

test('shows that it loads until the engine has told', async ({ app, home, page }) => {
  app.engine.tunnels.set(undefined);
  await home.open();
  await expect(page.getByRole('status', { name: 'Loading tunnels' })).toBeVisible();
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await expect(home.row('my-shop').status('Online')).toBeVisible();
});

test('says when the tunnels cannot be loaded, and shows them when they can', async ({ app, home, page }) => {
  app.engine.failures.set('watch', { message: 'broken' });
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await expect(page.getByRole('heading', { name: 'The tunnels could not be loaded' })).toBeVisible();
  app.engine.failures.delete('watch');
  await expect(home.row('my-shop').status('Online')).toBeVisible();
});

test('a lost engine: banner, no light that says all is well, typed text kept, back by itself', async ({
  app,
  home,
  page,
}) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await expect(home.row('my-shop').status('Online')).toBeVisible();
  await home.field.fill('127.0.0.1:30');
  await app.stop();
  await expect(home.lostBanner).toBeVisible();
  await expect(home.summary).toHaveText('Not connected');
  await expect(home.row('my-shop').status('Online')).toHaveCount(0);
  await home.shareButton.click();
  await expect(page.getByText('Porthole’s engine is not answering.')).toBeVisible();
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' }), aTunnel({ name: 'started-meanwhile' })]);
  await app.start();
  await expect(home.lostBanner).toHaveCount(0);
  await expect(home.row('started-meanwhile').status('Online')).toBeVisible();
  await expect(home.field).toHaveValue('127.0.0.1:30');
});

test('an engine that is back has to say how its tunnels are before any is shown as online', async ({ app, home }) => {
  const tunnels = [aTunnel({ name: 'my-shop' })];
  app.engine.tunnels.set(tunnels);
  await home.open();
  await expect(home.row('my-shop').status('Online')).toBeVisible();
  await app.stop();
  await expect(home.lostBanner).toBeVisible();
  app.engine.tunnels.set(undefined);
  await app.start();
  await expect(home.lostBanner).toHaveCount(0);
  await expect(home.row('my-shop').status('Unknown')).toBeVisible();
  await expect(home.summary).toHaveText('Loading…');
  app.engine.tunnels.set(tunnels);
  await expect(home.row('my-shop').status('Online')).toBeVisible();
});

test('without the key it says which address to open', async ({ app, page }) => {
  await page.goto(new URL(app.url).origin);
  await expect(page.getByRole('heading', { name: 'This address is not complete' })).toBeVisible();
  await expect(page.getByText('Open the address that')).toBeVisible();
});

test('with the key of an earlier run it says that the address is no longer valid', async ({ app, page }) => {
  await page.goto(`${new URL(app.url).origin}/#key=of-an-earlier-run`);
  await expect(page.getByRole('heading', { name: 'This address is no longer valid' })).toBeVisible();
});

test('takes the key out of the address bar and keeps it over a reload', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await expect(home.row('my-shop').root).toBeVisible();
  expect(page.url()).not.toContain('key');
  await page.reload();
  await expect(home.row('my-shop').root).toBeVisible();
});

test('shows notices until they are dismissed', async ({ app, home, page }) => {
  app.engine.notices.set([{ id: 'n', at: 0, level: 'warning', message: 'The settings file was set aside.' }]);
  await home.open();
  const notice = page.getByRole('status').filter({ hasText: 'The settings file was set aside.' });
  await notice.getByRole('button', { name: 'Dismiss' }).click();
  await expect(notice).toHaveCount(0);
});

test('follows the theme of the settings', async ({ app, home, page }) => {
  app.engine.preferences.set({ theme: 'dark', defaultServerId: 'embedded' });
  await home.open();
  const scheme = page.locator('html');
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByText('Light', { exact: true }).click();
  await expect(scheme).toHaveAttribute('data-mantine-color-scheme', 'light');
  expect(app.engine.calls).toEqual(['settings {"theme":"light"}']);
});

test('a join link that is wrong is explained beside the field; a right one adds its card', async ({
  app,
  home,
  page,
}) => {
  app.engine.failures.set('join', { message: 'The join link has no token. Ask for a whole one.', field: 'joinLink' });
  await home.open();
  await page.getByRole('link', { name: 'Servers' }).click();
  const field = page.getByRole('textbox', { name: 'Join link' });
  await field.fill('porthole://join?server=wss%3A%2F%2Fexit.example.com%3A8123');
  await page.getByRole('button', { name: 'Add server' }).click();
  await expect(field).toHaveAccessibleDescription('The join link has no token. Ask for a whole one.');
  app.engine.failures.delete('join');
  await page.getByRole('button', { name: 'Add server' }).click();
  const card = page.getByRole('list', { name: 'Servers' }).getByRole('listitem', { name: 'exit.example.com' });
  await expect(card).toContainText('Token …x9Kq, kept in the system’s keychain');
  await card.getByRole('button', { name: 'More for exit.example.com' }).click();
  await page.getByRole('menuitem', { name: 'Remove…' }).click();
  await card.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(card).toHaveCount(0);
});

test('a server whose certificate is pinned says so, and shows by which fingerprint', async ({ app, home, page }) => {
  const pinnedCa = `sha256:${'0123456789abcdef'.repeat(4)}`;
  const own = { id: 'own', label: 'exit.example.com', url: 'wss://exit.example.com:8123', embedded: false };
  app.engine.servers.set([aServer(), aServer({ ...own, pinnedCa, tokenLast4: 'x9Kq', tokenKeeping: 'file' })]);
  await home.open();
  await page.getByRole('link', { name: 'Servers' }).click();
  const cards = page.getByRole('list', { name: 'Servers' });
  const pin = cards.getByRole('listitem', { name: 'exit.example.com' }).getByText('Certificate pinned');
  await pin.hover();
  await expect(page.getByRole('tooltip')).toHaveText(pinnedCa);
  await expect(cards.getByRole('listitem', { name: 'This computer' })).not.toContainText('pinned');
});

test('nothing moves for those who asked for less motion', async ({ app, home, page }) => {
  const status = { state: 'connecting' } as const;
  app.engine.tunnels.set([aTunnel({ name: 'my-shop', status })]);
  await home.open();
  await expect(home.row('my-shop').root).toBeVisible();
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await expect.poll(() => movingParts(page)).not.toEqual([]);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect.poll(() => movingParts(page)).toEqual([]);
});

/** What is animated, or would be at its next change; shorter than a frame is no motion. */
async function movingParts(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const isLong = (durations: string) => durations.split(',').some((one) => Number.parseFloat(one) > 0.001);
    return [...document.querySelectorAll('*')].flatMap((element) =>
      [undefined, '::before', '::after'].flatMap((part) => {
        const style = getComputedStyle(element, part);
        const isAnimated = style.animationName !== 'none' && isLong(style.animationDuration);
        return isAnimated || isLong(style.transitionDuration)
          ? [`${element.outerHTML.slice(0, 120)} ${part ?? ''}`]
          : [];
      }),
    );
  });
}
