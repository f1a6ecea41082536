import type { IncomingMessage, ServerResponse } from 'node:http';
import { expect } from '@playwright/test';
import { test } from '../fixtures/app-test.ts';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { visit } from '../fixtures/visit.ts';
import { RequestsPage } from '../pages/requests-page.ts';

test('requests of visitors appear, are looked at, sent again edited, and are there after a restart where that is wanted', async ({
  app,
  home,
  page,
  shot,
}) => {
  const received: string[] = [];
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    received.push(`${request.method} ${request.url} ${Buffer.concat(chunks)}`);
    response.setHeader('Content-Type', 'application/json');
    response.statusCode = request.url === '/broken' ? 500 : 200;
    response.end(JSON.stringify({ hello: 'visitor' }));
  };
  const upstream = await startNodeUpstream((request, response) => void listener(request, response));
  try {
    await home.open();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    const url = (await row.getByRole('link', { name: 'in the browser' }).getAttribute('href')) ?? '';
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    const requests = new RequestsPage(page, app);
    await visit(`${url}/order`, { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: 'one tea' });
    await visit(`${url}/broken`);
    await expect(requests.row('POST /order, 200')).toBeVisible();
    await requests.choose('Status', '5xx');
    await expect(requests.rows()).toHaveCount(1);
    await requests.row('GET /broken, 500').click();
    await expect(requests.detail).toContainText('"hello": "visitor"');
    await requests.search.fill('one tea');
    await expect(page.getByText('No request fits')).toBeVisible();
    await requests.button('Show all requests').click();
    await requests.row('POST /order, 200').click();
    await requests.button('Edit and replay').click();
    const dialog = page.getByRole('dialog', { name: 'Edit and replay' });
    await dialog.getByLabel('Body').fill('two teas');
    await dialog.getByRole('button', { name: 'Send' }).click();
    await expect(requests.detail).toContainText('replay of an earlier request');
    expect(received.at(-1)).toBe('POST /order two teas');
    await shot('requests');
    await page.getByRole('link', { name: 'Settings', exact: true }).click();
    await page.getByRole('switch', { name: 'Keep requests over restarts' }).click();
    await expect(page.getByText('on this computer’s disk')).toBeVisible();
    await app.stop();
    await app.start();
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await expect(requests.row('POST /order, 200').first()).toBeVisible();
  } finally {
    await upstream.close();
  }
});
