import { expect, type Page } from '@playwright/test';
import { connectLocally, type LocalClient } from '../../electron/rpc/local-endpoint.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { type ExitProgram, lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { type Load, ScriptedLoad } from '../fixtures/scripted-load.ts';
import { MetricsPage } from '../pages/metrics-page.ts';
import { OverviewPage } from '../pages/overview-page.ts';
import { RequestsPage } from '../pages/requests-page.ts';

/** What is sent; known before the page is looked at. */
const LOAD: Load = { counts: { 200: 300, 404: 40, 500: 20 }, shortestMs: 200, longestMs: 1000, atOnce: 60 };
const SENT = 360;
/** The bound for percentiles. */
const TOLERANCE = 0.02;
/** Shares a service over a real exit server of its own process. */
async function shareOver(exit: ExitProgram, client: LocalClient['client'], port: number) {
  const { id: serverId } = await client.servers.join({
    joinLink: formatJoinLink({ server: exit.controlUrl, token: TOKEN }),
  });
  const tunnel = await client.tunnels.share({ target: String(port), kind: 'http', name: 'shop', serverId });
  await expect.poll(() => stateOf(client)).toBe('online');
  return tunnel;
}

async function stateOf(client: LocalClient['client']): Promise<string | undefined> {
  for await (const { tunnels } of await client.tunnels.watch()) return tunnels[0]?.status.state;
  return undefined;
}

/** A duration as the page writes it, ms. */
function milliseconds(text: string): number {
  const [, value, unit] = /^([\d.]+) (ms|s)$/.exec(text) ?? [];
  return Number(value) * (unit === 's' ? 1000 : 1);
}

async function expectCounts(overview: OverviewPage): Promise<void> {
  await expect(overview.total('requests')).toHaveText(String(SENT));
  await expect(overview.total('2xx')).toHaveText('300');
  await expect(overview.total('3xx')).toHaveText('0');
  await expect(overview.total('4xx')).toHaveText('40');
  await expect(overview.total('5xx')).toHaveText('20');
}

/** The page’s p95 lies between what the upstream took itself and what the visitors waited, each measured there, within 2 %. */
async function expectP95(overview: OverviewPage, load: ScriptedLoad): Promise<void> {
  const shown = milliseconds(await overview.total('p95').innerText());
  expect(shown).toBeGreaterThanOrEqual(load.upstreamQuantile(0.95) * (1 - TOLERANCE));
  expect(shown).toBeLessThanOrEqual(load.visitorQuantile(0.95) * (1 + TOLERANCE));
}

/** Moves the cursor of the keys to the newest second until it is in a gap of this reason. */
async function expectGapNow(page: Page, overview: OverviewPage, reason: string): Promise<void> {
  await expect(async () => {
    await overview.charts.focus();
    await page.keyboard.press('End');
    await expect(page.getByText(/^Values at /)).toHaveText(new RegExp(`: ${reason}$`), { timeout: 1_000 });
  }).toPass();
  await expect(overview.chart('Requests per second')).toContainText('2xx–no data');
}

test('charts tell exactly what a scripted load did; an outage is a gap, and a part of the time leads to its requests', async ({
  app,
  page,
  processes,
  shot,
}) => {
  test.setTimeout(180_000);
  const load = await ScriptedLoad.start(LOAD);
  const exit = await startExit(processes, await lastingPorts());
  const local = await connectLocally(app.dataDir);
  if (local === undefined) throw new Error('the app does not answer on its socket');
  try {
    const { client } = local;
    const { id, publicUrl = '' } = await shareOver(exit, client, load.port);
    await load.run(publicUrl);

    const overview = new OverviewPage(page, app);
    await overview.open(id);
    await expectCounts(overview);
    await expectP95(overview, load);
    await expect(overview.totals).toContainText('GET 360');
    // Also out of coarser steps, and from the disk.
    for (const range of ['15 min', '1 h']) {
      await page.getByText(range, { exact: true }).click();
      await expect(overview.totals).toHaveAccessibleName(`Last ${range}, in all`);
      await expectCounts(overview);
      await expectP95(overview, load);
    }
    await page.getByText('5 min', { exact: true }).click();
    await expect(overview.totals).toHaveAccessibleName('Last 5 min, in all');

    const metrics = new MetricsPage(page, app);
    await page.getByRole('link', { name: 'Metrics', exact: true }).click();
    await expectCounts(metrics.overview);
    await expectP95(metrics.overview, load);
    await expect(metrics.row('shop')).toContainText('requests360');
    await shot('metrics');

    await overview.goTo(id);
    await expectCounts(overview);
    await exit.program.kill();
    await expectGapNow(page, overview, 'no link');
    await startExit(processes, { control: exit.controlPort, data: exit.dataPort });
    await expect.poll(() => stateOf(client)).toBe('online');
    await expectCounts(overview);
    const { gaps } = await client.metrics.history({ tunnelId: id, range: 300 });
    expect(gaps.map(({ reason }) => reason)).toContain('link-down');
    await shot('outage');

    await overview.drag('Duration', 0.02, 0.3);
    // Before the tunnel was there.
    await expect(overview.total('requests')).toHaveText('–no data');
    await page.getByRole('button', { name: 'Reset zoom' }).click();
    await overview.drag('Duration', 0.02, 0.99);
    await expectCounts(overview);
    await page.getByRole('button', { name: 'Show requests of this span' }).click();
    const requests = new RequestsPage(page, app);
    await requests.choose('Status', '5xx');
    await expect(requests.rows().first()).toHaveAttribute('aria-setsize', '20');
    await requests.choose('Status', '4xx');
    await expect(requests.rows().first()).toHaveAttribute('aria-setsize', '40');
    await page.getByRole('button', { name: 'Remove the filter by time' }).click();
    await expect(requests.rows().first()).toHaveAttribute('aria-setsize', '40');
  } finally {
    local.close();
    await load.close();
  }
});
