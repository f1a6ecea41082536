import { expect } from '@playwright/test';
import { aSample, aTunnel, traffic } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { MetricsPage } from '../pages/metrics-page.ts';

const seconds = () => Math.floor(Date.now() / 1000);
const requests = (success: number, serverError: number) => ({
  requests: { informational: 0, success, redirect: 0, clientError: 0, serverError, other: 0 },
});

test('without tunnels it says what will be here', async ({ app, page }) => {
  app.engine.tunnels.set([]);
  const metrics = new MetricsPage(page, app);
  await metrics.open();
  await expect(page.getByRole('heading', { name: 'Nothing to measure yet' })).toBeVisible();
  await page.getByRole('button', { name: 'Share a service' }).click();
  await expect(page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
});

test('sums all tunnels, and shows the worst first', async ({ app, page }) => {
  app.engine.tunnels.set([
    aTunnel({ name: 'quiet' }),
    aTunnel({ name: 'failing' }),
    aTunnel({ name: 'redis', kind: 'tcp', upstream: 'tcp://127.0.0.1:6379' }),
  ]);
  app.engine.history = { step: 1, samples: [aSample(seconds(), { ...requests(300, 20), p50: 3, p95: 9, p99: 12 })] };
  app.engine.totals.set('quiet', requests(280, 0)).set('failing', requests(20, 20)).set('redis', requests(0, 0));
  const metrics = new MetricsPage(page, app);
  await metrics.open();
  await expect(metrics.totals).toContainText('requests320');
  await expect(metrics.totals).toContainText('p959 ms');
  await expect(metrics.rows()).toHaveCount(3);
  await expect(metrics.rows().first()).toHaveAccessibleName('failing');
  await expect(metrics.row('failing')).toContainText('5xx50 %');
  await expect(metrics.row('failing').getByRole('figure', { name: 'Duration' })).toBeVisible();
  await expect(metrics.row('redis').getByRole('figure', { name: 'Open connections' })).toBeVisible();
  await metrics.order('By name');
  await expect(metrics.rows().last()).toHaveAccessibleName('redis');
  await page.getByText('30 d', { exact: true }).click();
  await expect.poll(() => app.engine.calls).toContain('overview 2592000');
  await expect(metrics.totals).toHaveAccessibleName('Last 30 d, in all');
});

test('200 tunnels are drawn as far as they are in view, and all are reached by scrolling and by Tab', async ({
  app,
  page,
}) => {
  test.slow();
  const name = (index: number) => `tunnel-${String(index).padStart(3, '0')}`;
  app.engine.history = { step: 1, samples: traffic(seconds(), 300) };
  const metrics = new MetricsPage(page, app);
  await metrics.open();
  app.engine.tunnels.set(Array.from({ length: 200 }, (_unused, index) => aTunnel({ name: name(index) })));
  await expect(metrics.row(name(0)).getByRole('figure')).toHaveCount(3);
  expect(await metrics.rows().count()).toBeLessThan(20);
  await expect(metrics.row(name(0))).toHaveAttribute('aria-setsize', '200');
  await metrics.row(name(0)).getByRole('link').focus();
  for (let index = 1; index <= 9; index += 1) {
    await page.keyboard.press('Tab');
    await expect(metrics.row(name(index)).getByRole('link')).toBeFocused();
    // The one after it is drawn before Tab is pressed again.
    await expect(metrics.row(name(index + 1))).toBeAttached();
  }
  await page.locator('main').evaluate((main) => main.scrollTo({ top: main.scrollHeight }));
  await expect(metrics.row(name(199)).getByRole('figure')).toHaveCount(3);
  expect(await metrics.rows().count()).toBeLessThan(20);
  await metrics.row(name(199)).getByRole('link').click();
  await expect(page.getByRole('heading', { name: name(199), level: 1 })).toBeVisible();
});

test('a part of the time of all leads to the requests of all', async ({ app, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  app.engine.history = { step: 1, samples: traffic(seconds(), 300) };
  const metrics = new MetricsPage(page, app);
  await metrics.open();
  await metrics.overview.drag('Error ratio', 0.3, 0.6);
  await expect.poll(() => app.engine.calls).toContain('overview part');
  await page.getByRole('button', { name: 'Show requests of this span' }).click();
  await expect
    .poll(() => app.engine.calls.findLast((call) => call.startsWith('query ')))
    .toMatch(/^query \{"from":\d{13},"to":\d{13}\}$/);
});
