import { expect } from '@playwright/test';
import { aSample, aTunnel, traffic } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { OverviewPage } from '../pages/overview-page.ts';

const seconds = () => Math.floor(Date.now() / 1000);

test('tells the three probes with their times and reasons', async ({ app, page }) => {
  app.engine.tunnels.set([
    aTunnel({
      name: 'my-shop',
      probes: {
        link: { state: 'ok', checkedAt: Date.now(), tookMs: 24 },
        upstream: { state: 'failed', checkedAt: Date.now(), message: 'Connection refused on port 5173.' },
        publicUrl: { state: 'unknown' },
      },
    }),
  ]);
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  await expect(overview.probe('Link', 'OK')).toContainText('24 ms');
  await expect(overview.probe('Port', 'Failed')).toContainText('Connection refused on port 5173.');
  await expect(overview.probe('Public URL', 'Not checked yet')).toBeVisible();
});

test('draws the history, goes on with live seconds, and shows values at the cursor of the keys', async ({
  app,
  page,
}) => {
  const end = seconds();
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  app.engine.history = { step: 1, samples: traffic(end, 120) };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  const quiet = { informational: 0, success: 7, redirect: 0, clientError: 0, serverError: 0, other: 0 };
  const last = aSample(end + 1, { requests: quiet, p50: 3, p95: 9, p99: 12, bytesOut: 1_500 });
  await expect(overview.chart('Requests per second')).toContainText('2xx');
  app.engine.metrics.set({ kind: 'tick', tunnels: [{ tunnelId: 'my-shop', samples: [last] }] });
  await expect(overview.chart('Requests per second')).toContainText('2xx7');
  await expect(overview.chart('Error ratio')).toContainText('5xx0 %');
  await expect(overview.chart('Duration')).toContainText('p959 ms');
  await expect(overview.chart('Throughput')).toContainText('out1.5 kB/s');
  await overview.charts.focus();
  await page.keyboard.press('Home');
  await expect(page.getByText(/^Values at \d\d:\d\d:\d\d$/)).toBeVisible();
});

test('zooms by dragging in all charts together and resets by a double click', async ({ app, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  app.engine.history = { step: 1, samples: traffic(seconds(), 300) };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  const reset = page.getByRole('button', { name: 'Reset zoom' });
  await overview.drag('Duration', 0.3, 0.6);
  await expect(reset).toBeVisible();
  await overview.plot('Throughput').dblclick();
  await expect(reset).toHaveCount(0);
});

test('says what the whole range and a part of it hold', async ({ app, page }) => {
  const end = seconds();
  const quiet = { informational: 0, success: 1500, redirect: 0, clientError: 0, serverError: 4, other: 0 };
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  app.engine.history = {
    step: 1,
    samples: [aSample(end - 1, { requests: quiet, p50: 3, p95: 9, p99: 12 }), aSample(end, { bytesOut: 2_000 })],
    methods: [{ method: 'GET', requests: quiet }],
  };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  const totals = overview.totals;
  await expect(totals).toHaveAccessibleName('Last 5 min, in all');
  await expect(totals).toContainText('GET 1,504');
  await expect(totals).toContainText('requests1,504');
  await expect(totals).toContainText('2xx1,500');
  await expect(totals).toContainText('5xx4');
  await expect(totals).toContainText('p959 ms');
  await expect(totals).toContainText('out2 kB');
  await overview.drag('Duration', 0.2, 0.5);
  await expect(totals).toHaveAccessibleName(/^.*\d\d:\d\d:\d\d – .*\d\d:\d\d:\d\d, in all$/);
});

test('a click on a moment, a zoom and Enter at the cursor lead to the requests of that time', async ({ app, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' }), aTunnel({ name: 'other' })]);
  app.engine.history = { step: 1, samples: traffic(seconds(), 300) };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  const span = page.getByRole('region', { name: 'Chosen span' });
  await overview.click('Requests per second', 0.5);
  await expect(span).toContainText(/\d\d:\d\d:\d\d – .*\d\d:\d\d:\d\d · \d+ requests?/);
  await span.getByRole('button', { name: 'Forget the span' }).click();
  await expect(span).toHaveCount(0);
  await overview.drag('Duration', 0.3, 0.6);
  await span.getByRole('button', { name: 'Show requests of this span' }).click();
  await expect(page.getByRole('heading', { name: 'Requests', level: 1 })).toBeVisible();
  await expect(page.getByRole('combobox', { name: 'Tunnel' })).toHaveValue('my-shop');
  const chip = page.getByRole('button', { name: 'Remove the filter by time' });
  await expect(chip).toBeVisible();
  const asked = () => app.engine.calls.findLast((call) => call.startsWith('query '));
  await expect.poll(asked).toMatch(/^query \{"tunnelId":"my-shop","from":\d{13},"to":\d{13}\}$/);
  await chip.click();
  await expect(chip).toHaveCount(0);
  await expect.poll(asked).toBe('query {"tunnelId":"my-shop"}');
  await overview.goTo('my-shop');
  await overview.charts.focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(chip).toBeVisible();
});

test('a gap says why at the cursor', async ({ app, page }) => {
  const end = seconds();
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  const samples = Array.from({ length: 300 }, (_unused, index) =>
    aSample(end - 299 + index, { measured: index < 200 }),
  );
  app.engine.history = { step: 1, samples, gaps: [{ from: end - 99, to: end, reason: 'link-down' }] };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  await overview.charts.focus();
  await page.keyboard.press('End');
  await expect(page.getByText(/^Values at \d\d:\d\d:\d\d: no link$/)).toBeVisible();
  await expect(overview.chart('Requests per second')).toContainText('2xx–no data');
});

test('shows up to 30 days, and asks for more of a part that is zoomed into', async ({ app, page }) => {
  const end = seconds();
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  const samples = Array.from({ length: 360 }, (_unused, index) => ({
    ...aSample(end - (359 - index) * 7200, {
      bytesOut: 7200 * index,
      measured: index > 60 && (index < 200 || index > 240),
    }),
  }));
  const gaps = [
    { from: end - 359 * 7200, to: end - 300 * 7200, reason: 'not-recorded' as const },
    { from: end - 160 * 7200, to: end - 119 * 7200, reason: 'app-off' as const },
  ];
  app.engine.history = { step: 7200, samples, gaps };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  await page.getByText('30 d', { exact: true }).click();
  await expect.poll(() => app.engine.calls).toContain('history 2592000');
  await overview.drag('Throughput', 0.8, 0.9);
  await expect.poll(() => app.engine.calls).toContain('history part');
});

test('says "no data" where nothing was measured', async ({ app, page }) => {
  const end = seconds();
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  const samples = Array.from({ length: 60 }, (_unused, index) => aSample(end - 59 + index, { measured: false }));
  app.engine.history = { step: 1, samples };
  const overview = new OverviewPage(page, app);
  await overview.open('my-shop');
  await expect(overview.chart('Requests per second')).toContainText('No data in this range');
  await expect(overview.chart('Duration')).toContainText('No requests in this range');
});

test('a tcp tunnel shows connections in place of requests', async ({ app, page }) => {
  app.engine.tunnels.set([aTunnel({ name: 'redis', kind: 'tcp', upstream: 'tcp://127.0.0.1:6379' })]);
  app.engine.history = { step: 1, samples: [aSample(seconds(), { open: 12, connects: 3 })] };
  const overview = new OverviewPage(page, app);
  await overview.open('redis');
  await expect(overview.chart('Open connections')).toContainText('open12');
  await expect(overview.chart('Connects per second')).toContainText('new3');
  await expect(overview.chart('Requests per second')).toHaveCount(0);
});

test('a tunnel that does not exist leads back to the list', async ({ app, page }) => {
  const overview = new OverviewPage(page, app);
  await overview.open('gone');
  await page.getByRole('button', { name: 'Show all tunnels' }).click();
  await expect(page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
});
