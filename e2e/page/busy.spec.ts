import { expect, type Page } from '@playwright/test';
import { aRequest } from '../fixtures/fake-request-values.ts';
import { aSample, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { RenderedRows } from '../fixtures/rendered-rows.ts';
import { ScrollingLayers } from '../fixtures/scrolling-layers.ts';
import { RequestsPage } from '../pages/requests-page.ts';

const COUNT = 200;
/** Those in view and some windows before and behind them. */
const MOST_DRAWN = 80;
/** Components that show numbers of a row; all of it are some hundred. */
const MOST_FOR_NUMBERS = 10;
const NOW = 1_800_000_000;

const names = Array.from({ length: COUNT }, (_unused, index) => `service-${index + 1}`);

/** All tunnels as the engine tells them after a round of probes. */
function probed(checkedAt: number) {
  const ok = { state: 'ok', checkedAt, tookMs: 3 } as const;
  const probes = { link: ok, upstream: ok, publicUrl: ok };
  return names.map((name) => aTunnel({ name, status: { state: 'online', since: NOW }, probes }));
}

function drawn(page: Page): Promise<number> {
  return page.getByRole('switch').count();
}

test('of 200 tunnels the rows far out of view have their names alone, and are whole when they come into view', async ({
  app,
  home,
  page,
}) => {
  app.engine.tunnels.set(probed(NOW));
  await home.open();
  await expect(home.rows()).toHaveCount(COUNT);
  const { root, toggle, title } = home.row('service-200');
  await expect(toggle).not.toBeAttached();
  const height = await root.evaluate((row) => row.getBoundingClientRect().height);

  // By keyboard: the row comes into view and becomes whole, the focus stays, and nothing moves.
  await title.focus();
  await expect(toggle).toBeVisible();
  await expect(title).toBeFocused();
  await expect(title).toHaveText('service-200');
  expect(await root.evaluate((row) => row.getBoundingClientRect().height)).toBeCloseTo(height, 0);
  await expect(home.row('service-1').toggle).not.toBeAttached();
  expect(await drawn(page)).toBeLessThan(MOST_DRAWN);
});

test('what the engine tells of 200 tunnels makes only that anew in which it can be seen', async ({
  app,
  home,
  page,
}) => {
  const rendered = await RenderedRows.watch(page);
  app.engine.tunnels.set(probed(NOW));
  await home.open();
  await expect(home.row('service-1').toggle).toBeVisible();
  await rendered.settle();

  const [first, second, ...others] = probed(NOW + 1);
  if (first === undefined || second === undefined) throw new Error('There are no tunnels.');
  // Nothing moves by it: a trouble would be spelled out in its row, and push another one out of what the browser draws.
  app.engine.tunnels.set([first, { ...second, status: { state: 'connecting' } }, ...others]);
  await expect(home.row('service-2').status('Connecting')).toBeVisible();
  expect(Object.keys(await rendered.take())).toEqual(['service-2']);

  const tunnels = names.map((tunnelId) => ({ tunnelId, samples: [aSample(NOW)] }));
  app.engine.metrics.set({ kind: 'tick', tunnels });
  await expect(home.row('service-1').root).toContainText('Requests per second: 0');
  const counts = await rendered.take();
  expect(Object.keys(counts).length).toBeLessThan(MOST_DRAWN);
  expect(Math.max(...Object.values(counts))).toBeLessThanOrEqual(MOST_FOR_NUMBERS);
});

test('what scrolls is a layer of its own, which is not painted anew in each frame', async ({ app, home, page }) => {
  app.engine.tunnels.set(probed(NOW));
  for (let id = 1; id <= COUNT; id += 1) app.engine.requests.add(aRequest({ id }));
  await home.open();
  await home.row('service-1').root.hover();
  const layers = new ScrollingLayers(page);
  await expect(async () => expect(await layers.afterScrolling(100)).toContain('main')).toPass();

  const requests = new RequestsPage(page, app);
  await requests.open();
  await requests.rows().first().hover();
  await expect(async () => expect(await layers.afterScrolling(100)).toContain('listbox')).toPass();
});
