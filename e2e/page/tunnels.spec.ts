import { expect } from '@playwright/test';
import { aSample, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';

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
        nextTryAt: Date.now() + 25_000,
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
  await expect(timer).toHaveText(/^Try 4 starts in 2\d s\.$/);
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
