import { createServer } from 'node:http';
import { expect } from '@playwright/test';
import { test } from '../fixtures/app-test.ts';
import { eventually } from '../fixtures/eventually.ts';
import { listen, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { visit } from '../fixtures/visit.ts';
import { clipboardOf } from '../pages/clipboard.ts';
import { OverviewPage } from '../pages/overview-page.ts';

test('one click on a running service shares it: the row turns green and its public URL answers', async ({
  home,
  context,
  shot,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const upstream = await startNodeUpstream((_, response) => response.end('<title>My shop</title>Come in'));
  try {
    await home.open();
    await home.shareDetected(upstream.port);
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    await expect.poll(clipboardOf(home.page)).toMatch(/^http:\/\/[a-z0-9-]+\.localhost:\d+$/);
    const url = await clipboardOf(home.page)();
    expect((await visit(url)).body.toString()).toContain('Come in');
    // What Chromium itself makes of the public URL.
    const visitor = await context.newPage();
    await visitor.goto(url);
    await expect(visitor).toHaveTitle('My shop');
    await visitor.close();
    await shot('shared');
  } finally {
    await upstream.close();
  }
});

test('a tunnel is stopped and started by its switch, and its traffic is charted', async ({ app, home, page, shot }) => {
  const upstream = await startNodeUpstream((request, response) => {
    response.statusCode = request.url === '/broken' ? 500 : 200;
    response.end('done');
  });
  try {
    await home.open();
    await home.share(`127.0.0.1:${upstream.port}`);
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    const url = (await row.getByRole('link', { name: 'in the browser' }).getAttribute('href')) ?? '';
    await row.getByRole('switch').click();
    await expect(row.getByText('Stopped', { exact: true })).toBeVisible();
    expect((await visit(url)).headers['porthole-error']).toBe('client-away');
    await row.getByRole('switch').click();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    await row.getByRole('link').first().click();
    const overview = new OverviewPage(page, app);
    for (let i = 0; i < 40; i += 1) await visit(`${url}/${i % 10 === 0 ? 'broken' : i}`);
    // Four of forty failed, and that is what the legend says while no cursor chooses a moment.
    await expect(overview.charts).toBeVisible();
    await eventually('the requests are in the chart', async () => (await overview.charts.innerText()).includes('5xx'));
    await shot('overview');
  } finally {
    await upstream.close();
  }
});

test('a port where nothing listens is said in the row, and mends itself', async ({ home, shot }) => {
  const parked = await startNodeUpstream(namedHash('parked'));
  await parked.close();
  await home.open();
  await home.share(String(parked.port));
  const row = home.rows().first();
  await expect(row.getByText('Degraded', { exact: true })).toBeVisible();
  await expect(row).toContainText(`Start your server on port ${parked.port}.`);
  await shot('nothing-listens');
  const upstream = await listen(createServer(namedHash('back')), parked.port);
  try {
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
  } finally {
    await upstream.close();
  }
});

test('what is no target is said beside the field, and nothing is shared', async ({ home }) => {
  await home.open();
  await home.share('99999');
  await expect(home.page.getByText(/ports go from 1 to 65535/i)).toBeVisible();
  await expect(home.field).toHaveValue('99999');
  await expect(home.rows()).toHaveCount(0);
});
