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

test('a password set on the page is asked of the next visitor, and the download under way arrives whole', async ({
  home,
  page,
  shot,
}) => {
  const { upstream, sum, letGo } = await startShop();
  try {
    await home.open();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
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
    await allow.fill('127.0.0.0/8\n::1');
    await rules.add('account');
    await rules.field('User name of account 1').fill('ada');
    await rules.password(1).fill('correct horse');
    await rules.save.click();
    await expect(home.toast('Applied without dropping a connection.')).toBeVisible();
    await expect(rules.summary).toHaveText('Visitors need 1 account · from 2 networks · until you stop it');
    await shot('rules');

    const status = async (password?: string) => {
      const credentials = Buffer.from(`ada:${password}`).toString('base64');
      const headers = password === undefined ? {} : { authorization: `Basic ${credentials}` };
      return (await visit(url, { headers })).status;
    };
    await eventually('the exit server asks for the password', async () => (await status()) === 401);
    expect(await status('wrong battery')).toBe(401);
    expect(await status('correct horse')).toBe(200);
    letGo();
    expect(sha256(await readAll(download))).toBe(sum);
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await expect(row).toContainText('1 account');
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
  } finally {
    letGo();
    await upstream.close();
  }
});

test('a link made on the page lets one visitor in, and the page says that it was used', async ({
  home,
  page,
  browser,
}) => {
  const upstream = await startNodeUpstream((_, response) => response.end('My shop'));
  try {
    await home.open();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    const rules = new RulesPage(page);
    await rules.open((await row.getAttribute('aria-label')) ?? '');
    await rules.add('link');
    await rules.field('Label of link 1').fill('Bob');
    await rules.save.click();
    const link = await rules.made.getByText(/^http/).innerText();
    await rules.made.getByRole('button', { name: 'Done' }).click();
    await expect(rules.form).toContainText('Not used yet');
    const visitor = await browser.newContext();
    const other = await browser.newContext();
    const [bob, eve] = [await visitor.newPage(), await other.newPage()];
    await eventually('the exit server knows the link', async () => (await bob.goto(link))?.status() === 200);
    await bob.getByRole('button', { name: 'Go on' }).click();
    await expect(bob.locator('body')).toHaveText('My shop');
    await expect(rules.form).toContainText(/Used \d\d:\d\d/);
    expect((await eve.goto(link))?.ok()).toBe(false);
    expect((await bob.reload())?.status()).toBe(200);
    await visitor.close();
    await other.close();
  } finally {
    await upstream.close();
  }
});
