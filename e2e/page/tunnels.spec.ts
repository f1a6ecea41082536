import { expect } from '@playwright/test';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import { aSample, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { runCommand } from '../pages/command-palette.ts';
import { Keys } from '../pages/keys.ts';

const NOW = 1_800_000_000;

test('a row tells the light, the addresses and the numbers of the last minute', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  const busy = { informational: 0, success: 10, redirect: 0, clientError: 0, serverError: 1, other: 1 };
  const samples = Array.from({ length: 60 }, (_unused, index) =>
    aSample(NOW + index, { requests: busy, p50: 5, p95: 38, p99: 70 }),
  );
  app.engine.metrics.set({ kind: 'snapshot', tunnels: [{ tunnelId: 'my-shop', samples }] });
  await home.open();
  const { root } = home.row('my-shop');
  await expect(root).toContainText('127.0.0.1:5173');
  await expect(root).toContainText('my-shop.localhost:8000');
  await expect(root).toContainText('Requests per second: 12');
  await expect(root).toContainText('Errors in the last minute: 60');
  await expect(root).toContainText('95th percentile of the duration: 38 ms');
  await expect(home.summary).toHaveText('1 tunnel online · 12 req/s · all healthy');
});

test('no data is not zero', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'quiet' }), aTunnel({ name: 'unmeasured' })]);
  app.engine.metrics.set({
    kind: 'snapshot',
    tunnels: [
      { tunnelId: 'quiet', samples: [aSample(NOW)] },
      { tunnelId: 'unmeasured', samples: [aSample(NOW, { measured: false })] },
    ],
  });
  await home.open();
  await expect(home.row('quiet').root).toContainText('Requests per second: 0');
  await expect(home.row('quiet').root).toContainText('95th percentile of the duration: –no data');
  await expect(home.row('unmeasured').root).toContainText('Requests per second: –no data');
});

test('stops and starts by its switch', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  const row = home.row('my-shop');
  await expect(row.toggle).toBeChecked();
  await row.toggle.click();
  await expect(row.status('Stopped')).toBeVisible();
  await expect(row.toggle).not.toBeChecked();
  await row.toggle.click();
  await expect(row.status('Online')).toBeVisible();
  expect(app.engine.calls).toEqual(['stop my-shop', 'start my-shop']);
});

test('counts down to the next try and tries now when asked', async ({ app, home }) => {
  app.engine.tunnels.set([
    aTunnel({
      name: 'my-shop',
      status: {
        state: 'reconnecting',
        attempt: 4,
        // Its minutes stay the same for longer than a busy machine takes to open a page.
        nextTryAt: Date.now() + 175_000,
        message: 'The link to exit.example.com broke.',
        nextStep: 'It is tried again by itself.',
        remedy: 'retry',
      },
    }),
  ]);
  await home.open();
  const row = home.row('my-shop');
  await expect(row.status('Reconnecting')).toBeVisible();
  const timer = row.root.getByRole('timer');
  await expect(timer).toHaveText(/^Try 4 starts in 2 min \d+ s\.$/);
  const first = await timer.textContent();
  await expect(timer).not.toHaveText(first ?? '');
  await row.remedy('Try now').click();
  await expect.poll(() => app.engine.calls).toEqual(['retry my-shop']);
});

test('each remedy is one button in the row', async ({ app, home }) => {
  const degraded = {
    state: 'degraded',
    hop: 'upstream',
    since: 0,
    message: 'It answers 403.',
    nextStep: 'Rewrite.',
  } as const;
  app.engine.tunnels.set([
    aTunnel({ name: 'hosted', status: { ...degraded, remedy: 'use-upstream-host' } }),
    aTunnel({ name: 'moved', status: { ...degraded, remedy: 'edit-upstream' } }),
    aTunnel({
      name: 'locked',
      status: { state: 'refused', code: 'bad-token', message: 'No.', nextStep: 'Yes.', remedy: 'enter-token' },
    }),
    aTunnel({ name: 'lost', status: { ...degraded, remedy: 'change-server' } }),
  ]);
  await home.open();
  await home.row('hosted').remedy('Rewrite Host').click();
  await expect.poll(() => app.engine.calls).toEqual(['update hosted {"hostHeader":"upstream"}']);
  const dialog = home.page.getByRole('dialog');
  await home.row('moved').remedy('Change the address').click();
  await expect(dialog.getByRole('textbox', { name: 'Leads to' })).toBeFocused();
  await home.page.keyboard.press('Escape');
  await home.row('locked').remedy('Enter a new token').click();
  await dialog.getByLabel('Token', { exact: true }).fill('a-new-secret');
  await dialog.getByRole('button', { name: 'Save token' }).click();
  await expect(dialog).toHaveCount(0);
  expect(app.engine.calls.at(-1)).toBe('setToken embedded');
  await home.row('lost').remedy('Change server').click();
  await expect(dialog.getByRole('combobox', { name: 'Server' })).toBeFocused();
});

test('the edit dialog says beside each input what is wrong with it', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await home.row('my-shop').choose('Edit…');
  const dialog = home.page.getByRole('dialog');
  const name = dialog.getByRole('textbox', { name: 'Name' });
  await name.fill('My Shop');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(name).toHaveAccessibleDescription(/lower-case letters, digits and hyphens/);
  await name.fill('taken');
  app.engine.failures.set('update', { message: 'The name taken is in use. Choose another.', field: 'name' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(name).toHaveAccessibleDescription(/The name taken is in use/);
  app.engine.failures.delete('update');
  await name.fill('free');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(home.row('free').root).toBeVisible();
});

test('deletes at once and brings back with Undo', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' }), aTunnel({ name: 'other' })]);
  await home.open();
  await home.row('my-shop').choose('Delete');
  await expect(home.rows()).toHaveCount(1);
  await home.toast('Deleted my-shop.').getByRole('button', { name: 'Undo' }).click();
  await expect(home.rows()).toHaveCount(2);
  expect(app.engine.calls).toEqual(['remove my-shop', 'undoRemove my-shop']);
});

test('shows the public URL as a QR code', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await home.row('my-shop').qr.click();
  await expect(
    home.page.getByRole('img', { name: 'QR code that leads to http://my-shop.localhost:8000' }),
  ).toBeVisible();
});

test('holds 200 tunnels and long names in 720 px without a horizontal scroll bar', async ({ app, home }) => {
  const long = 'a-name-that-is-as-long-as-a-label-of-a-host-may-be-63-characters';
  const names = Array.from({ length: 200 }, (_unused, index) => `${index}-${long}`.slice(0, 63));
  app.engine.tunnels.set(names.map((name) => aTunnel({ name, publicUrl: `https://${name}.${long}.example.com` })));
  await home.page.setViewportSize({ width: 720, height: 800 });
  await home.open();
  await expect(home.rows()).toHaveCount(200);
  const overflow = await home.page.evaluate(() => {
    const content = document.querySelector('main');
    return content === null ? -1 : content.scrollWidth - content.clientWidth;
  });
  expect(overflow).toBe(0);
  await expect(home.summary).toHaveText(/200 tunnels online/);
});

const DOWN = {
  state: 'degraded',
  hop: 'upstream',
  since: 0,
  message: 'Nothing answers on port 3000.',
  nextStep: 'Start your server.',
} as const;
const ONLINE = { state: 'online', since: 0 } as const;

/** Forty tunnels, the last three of them in trouble. */
function fillLongList(engine: FakeEngine) {
  const names = Array.from({ length: 40 }, (_unused, index) => `service-${index + 1}`);
  const tunnels = names.map((name, index) => aTunnel({ name, status: index < 37 ? ONLINE : DOWN }));
  engine.tunnels.set(tunnels);
  return tunnels;
}

test('leads from a long list to the tunnels in trouble, by keyboard, and keeps those that are mended', async ({
  app,
  home,
  page,
}) => {
  const tunnels = fillLongList(app.engine);
  await home.open();
  await expect(home.rows()).toHaveCount(40);
  await expect(home.inTrouble).toHaveAccessibleName('In trouble: 3');
  await new Keys(page).press(home.inTrouble);
  await expect(home.inTrouble).toHaveAttribute('aria-pressed', 'true');
  await expect(home.rows()).toHaveCount(3);
  await expect(home.list.getByText('Nothing answers on port 3000. Start your server.')).toHaveCount(3);
  await expect(page.getByRole('status').filter({ hasText: '3 of 40 tunnels are shown.' })).toBeVisible();

  // One is mended, and another one fails.
  const [another, mended] = ['service-2', 'service-39'];
  app.engine.tunnels.set(
    tunnels.map((tunnel) => {
      if (tunnel.name === another) return { ...tunnel, status: DOWN };
      return tunnel.name === mended ? { ...tunnel, status: ONLINE } : tunnel;
    }),
  );
  await expect(home.rows()).toHaveCount(4);
  await expect(home.row(mended).status('Online')).toBeVisible();
  await expect(home.inTrouble).toHaveAccessibleName('In trouble: 3');
  await page.keyboard.press('Enter');
  await expect(home.rows()).toHaveCount(40);
  await expect(home.inTrouble).toBeFocused();
});

test('shows a row that is asked for, whatever the list was narrowed down to', async ({ app, home, page }) => {
  fillLongList(app.engine);
  app.engine.onShare = () => aTunnel({ name: 'new-one' });
  await home.open();
  // Without a page there is nobody to take the shortcut.
  await expect(home.inTrouble).toBeVisible();
  await runCommand(page, 'Show tunnels in trouble', 'in trouble');
  await expect(home.rows()).toHaveCount(3);
  await home.share('4000');
  await expect(home.row('new-one').root).toBeVisible();
  await expect(home.rows()).toHaveCount(41);
});

test('offers nothing of the kind where all rows are drawn, or all is well', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop', status: DOWN })]);
  await home.open();
  await expect(home.row('my-shop').root).toContainText('Nothing answers on port 3000.');
  await expect(home.inTrouble).toHaveCount(0);
  app.engine.tunnels.set(Array.from({ length: 40 }, (_unused, index) => aTunnel({ name: `well-${index}` })));
  await expect(home.rows()).toHaveCount(40);
  await expect(home.inTrouble).toHaveCount(0);
  await runCommand(page, 'Show tunnels in trouble', 'in trouble');
  await expect(home.toast('No tunnel is in trouble.')).toBeVisible();
});
