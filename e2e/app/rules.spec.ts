import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { expect } from '@playwright/test';
import { test } from '../fixtures/app-test.ts';
import { eventually } from '../fixtures/eventually.ts';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { openVisit, visit } from '../fixtures/visit.ts';
import { RulesPage } from '../pages/rules-page.ts';

/** Too much for all buffers on the way: its end is sent only after the rules were changed. */
const PART_BYTES = 8 * 1024 * 1024;

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

async function readAll(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A service with a page, and a download whose second half waits until it is let go. */
async function startShop() {
  const halves = [randomBytes(PART_BYTES), randomBytes(PART_BYTES)] as const;
  const gate = Promise.withResolvers<void>();
  const upstream = await startNodeUpstream(async (request, response) => {
    if (request.url !== '/download') return response.end('My shop');
    response.write(halves[0]);
    await gate.promise;
    return response.end(halves[1]);
  });
  return { upstream, sum: sha256(Buffer.concat(halves)), letGo: gate.resolve };
}

test('an address refused on the page is refused from the next request on, and the download under way arrives whole', async ({
  home,
  page,
  shot,
}) => {
  const { upstream, sum, letGo } = await startShop();
  try {
    await home.open();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible({ timeout: 20_000 });
    const url = (await row.getByRole('link', { name: 'in the browser' }).getAttribute('href')) ?? '';
    const name = (await row.getAttribute('aria-label')) ?? '';
    const download = await openVisit(`${url}/download`);
    await once(download, 'readable');

    const rules = new RulesPage(page);
    await rules.open(name);
    const allow = rules.field('Allowed addresses');
    await allow.fill('127.0.0.0/33');
    await rules.save.click();
    await expect(allow).toHaveAccessibleDescription(/Line 1, 127\.0\.0\.0\/33: Use an address/);
    expect((await visit(url)).status).toBe(200);
    await allow.fill('192.0.2.0/24');
    await rules.save.click();
    await expect(home.toast('Applied without dropping a connection.')).toBeVisible();
    await expect(rules.summary).toHaveText('Everybody may visit · from 1 network · until you stop it');
    await shot('rules');
    await eventually('the exit server refuses this computer', async () => (await visit(url)).status === 403);
    letGo();
    expect(sha256(await readAll(download))).toBe(sum);
    await allow.fill('127.0.0.0/8\n::1');
    await rules.save.click();
    await eventually('the exit server lets this computer in', async () => (await visit(url)).status === 200);
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await expect(row).toContainText('Some addresses');
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
  } finally {
    letGo();
    await upstream.close();
  }
});
