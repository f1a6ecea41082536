import { expect } from '@playwright/test';
import { aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { OverviewPage } from '../pages/overview-page.ts';

const DAY_MS = 86_400_000;

test('Activity tells what is wrong now and what happened, and leads to the tunnel', async ({ app, page }) => {
  app.engine.tunnels.set([aTunnel({ id: 'a', name: 'my-shop' })]);
  await page.goto(app.url);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Activity' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible();
  const at = Date.now() - 120_000;
  const message = 'my-shop is down: Nothing answers on port 5173 since 14:02.';
  app.engine.alerts.set([{ id: 'down a', kind: 'down', since: at, message, tunnelIds: ['a'] }]);
  app.engine.activity.set([
    { id: 2, at, level: 'error', source: 'alert', message, tunnelIds: ['a'] },
    { id: 1, at: at - DAY_MS, level: 'info', source: 'alert', message: 'my-shop is up again.', tunnelIds: ['a'] },
  ]);
  await expect(page.getByRole('region', { name: 'Alerts' }).getByRole('listitem')).toContainText('2 min ago');
  const history = page.getByRole('region', { name: 'History' });
  await expect(history.getByRole('listitem')).toHaveCount(2);
  app.engine.alerts.set([]);
  await expect(page.getByRole('region', { name: 'Alerts' })).toHaveCount(0);
  await history.getByRole('link', { name: 'my-shop' }).first().click();
  await expect(page.getByRole('heading', { name: 'my-shop', level: 1 })).toBeVisible();
});

test('an Overview shows the uptime of 90 days', async ({ app, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  const now = Date.now();
  app.engine.timeline = {
    from: now - 90 * DAY_MS,
    to: now,
    slices: Array.from({ length: 90 }, (_, i) => ({
      from: now - (90 - i) * DAY_MS,
      to: now - (89 - i) * DAY_MS,
      up: i < 40 ? 0 : DAY_MS / 2 - (i % 9 === 0 ? 900_000 : 0),
      down: i < 40 ? 0 : i === 70 ? DAY_MS / 4 : i % 9 === 0 ? 600_000 : 0,
    })),
    states: [],
    uptime: [
      { days: 1, ratio: 1 },
      { days: 7, ratio: 0.9987 },
      { days: 30, ratio: 0.991 },
      { days: 90, ratio: null },
    ],
  };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  const uptime = page.getByRole('region', { name: 'Uptime' });
  await expect(uptime).toContainText('7 d99.87 %');
  await expect(uptime.getByRole('listitem')).toHaveCount(90);
  await expect(uptime.getByRole('listitem').first()).toContainText('no data');
});

test('Settings take a webhook for alerts and a port for metrics, and say what is wrong with them', async ({
  app,
  page,
}) => {
  await page.goto(`${app.url}`);
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name: 'Settings' }).click();
  const webhook = page.getByRole('form', { name: 'Webhook for alerts' });
  await webhook.getByRole('textbox').fill('https://user:secret@example.com/');
  await webhook.getByRole('button', { name: 'Save webhook' }).click();
  await expect(webhook.getByRole('alert')).toContainText('without user name and password');
  await expect(webhook.getByRole('button', { name: 'Send a test' })).toBeEnabled();
  await webhook.getByRole('textbox').fill('https://example.com/alerts');
  await webhook.getByRole('button', { name: 'Send a test' }).click();
  await expect(webhook.getByRole('status')).toHaveText('It took the test: status 204 after 12 ms.');
  app.engine.webhookTrial = { accepted: false, message: 'Nothing answers on example.com.' };
  await webhook.getByRole('button', { name: 'Send a test' }).click();
  await expect(webhook.getByRole('alert')).toHaveText('Nothing answers on example.com.');
  expect(app.engine.calls).toContain('testWebhook https://example.com/alerts');
  await webhook.getByRole('button', { name: 'Save webhook' }).click();
  await expect(page.getByText('Webhook for alerts: saved.')).toBeVisible();
  const port = page.getByRole('form', { name: 'Port for metrics' });
  await port.getByRole('textbox').fill('99999');
  await port.getByRole('button', { name: 'Save port' }).click();
  await expect(port.getByRole('alert')).toContainText('Ports go from 1 to 65535');
  await expect(page.getByText('1.5 MB of 1.1 GB')).toBeVisible();
});
