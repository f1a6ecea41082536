import { expect } from '@playwright/test';
import { aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { runCommand } from '../pages/command-palette.ts';
import { TunnelSettingsPage } from '../pages/tunnel-settings-page.ts';

test('the defaults are shown, and a health check and alerts are set', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await home.row('my-shop').root.waitFor();
  await runCommand(page, 'Settings of my-shop');
  const settings = new TunnelSettingsPage(page);
  await expect(settings.field('Down for, seconds')).toHaveValue('30');
  await expect(settings.field('Errors above, %')).toHaveValue('5');
  await expect(settings.field('95th percentile above, ms')).toHaveValue('');
  await expect(settings.button('Use the defaults')).toBeDisabled();
  await expect(settings.save).toHaveCount(0);
  await settings.choose('The service is checked by', 'Asking for a path over HTTP');
  await settings.field('Path').fill('/healthz');
  await settings.field('Expected status').fill('204');
  await settings.field('Seconds between checks').fill('5');
  await settings.field('Down for, seconds').fill('60');
  await settings.field('Errors above, %').fill('');
  await settings.field('95th percentile above, ms').fill('800');
  await settings.form.getByRole('checkbox', { name: 'Its exit server cannot be reached' }).uncheck();
  await settings.save.click();
  await expect(home.toast('Saved. It counts from now on.')).toBeVisible();
  const alerts = { down: 60, errors: null, slow: 800, expiry: true, server: false };
  const edit = { healthCheck: { path: '/healthz', status: 204, interval: 5 }, alerts };
  expect(app.engine.calls).toContain(`update my-shop ${JSON.stringify(edit)}`);
});

test('what is typed while a change is being saved is kept, to be saved next', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  const disk = Promise.withResolvers<void>();
  app.engine.disk = disk.promise;
  await home.open();
  const settings = new TunnelSettingsPage(page);
  await settings.open('my-shop');
  const [down, slow] = [settings.field('Down for, seconds'), settings.field('95th percentile above, ms')];
  await down.fill('60');
  await settings.save.click();
  const updates = () => app.engine.calls.filter((call) => call.startsWith('update'));
  await expect.poll(updates).toHaveLength(1);
  await slow.fill('800');
  disk.resolve();
  await expect(home.toast('Saved. It counts from now on.')).toBeVisible();
  await expect(slow).toHaveValue('800');
  await settings.save.click();
  await expect.poll(() => updates().at(1)).toContain('"slow":800');
});

test('wrong fields are named beside them before anything is sent, and what was typed stays', async ({
  app,
  home,
  page,
}) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop', healthCheck: { path: '/up', interval: 10 } })]);
  await home.open();
  await home.row('my-shop').root.waitFor();
  const settings = new TunnelSettingsPage(page);
  await settings.open('my-shop');
  await settings.field('Path').fill('up and running');
  await settings.field('Down for, seconds').fill('soon');
  await page.keyboard.press('Enter');
  await expect(settings.form.getByText('Give a path that begins with / and has no spaces.')).toBeVisible();
  await expect(settings.form.getByText('Use whole seconds from 5 to 86400, or leave it empty.')).toBeVisible();
  await expect(settings.form.getByRole('status')).toHaveText('2 fields are wrong.');
  await expect(settings.field('Path')).toBeFocused();
  expect(app.engine.calls.filter((call) => call.startsWith('update'))).toEqual([]);
  await page.getByRole('navigation', { name: 'Views of' }).getByRole('link', { name: 'Overview' }).click();
  await settings.tab.click();
  await expect(settings.field('Path')).toHaveValue('up and running');
  app.engine.failures.set('update', { message: 'Only HTTP tunnels have a health check with a path.' });
  await settings.field('Path').fill('/up');
  await settings.field('Down for, seconds').fill('30');
  await settings.field('Seconds between checks').fill('20');
  await settings.save.click();
  await expect(settings.form.getByRole('alert')).toHaveText('Only HTTP tunnels have a health check with a path.');
  await settings.button('Discard').click();
  await expect(settings.field('Seconds between checks')).toHaveValue('10');
});

test('a tcp tunnel has alerts only', async ({ app, home, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'redis', kind: 'tcp', upstream: 'tcp://127.0.0.1:6379' })]);
  await home.open();
  await home.row('redis').root.waitFor();
  const settings = new TunnelSettingsPage(page);
  await settings.open('redis');
  await expect(settings.field('Down for, seconds')).toBeVisible();
  await expect(settings.field('Errors above, %')).toHaveCount(0);
  await expect(settings.form.getByRole('combobox', { name: 'The service is checked by' })).toHaveCount(0);
});
