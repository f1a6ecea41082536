import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, chromiumPath } from '../e2e/fixtures/chromium.ts';
import { Processes } from '../e2e/fixtures/processes.ts';
import { visit } from '../e2e/fixtures/visit.ts';
import { RequestsPage } from '../e2e/pages/requests-page.ts';
import { TunnelsPage } from '../e2e/pages/tunnels-page.ts';
import { ROOT } from './setup/checkout.js';

// Takes the pictures of README.md from the real app with real traffic, in five minutes: `npm run build && npx node scripts/take-pictures.ts`. What else
// listens on the machine is in them too; a network of its own has nothing else: `unshare -n sh -c 'ip link set lo up && npx node scripts/take-pictures.ts'`.

const FOLDER = join(ROOT, 'docs/pictures');
const SIZE = { width: 1180, height: 760 };
/** So high that the charts of rate, errors and duration are in the picture. */
const CHARTS_SIZE = { width: 1180, height: 960 };
/** What the charts show at first, so that all of them have a shape. */
const TRAFFIC_MS = 300_000;
const PAUSE_MS = 60;
/** Every so many visits a webhook comes. */
const HOOK_EVERY = 9;

const SHOP = `
  import { createServer } from 'node:http';
  createServer((request, response) => {
    request.resume();
    const isHook = request.method === 'POST';
    response.statusCode = request.url.endsWith('37') ? 404 : request.url.endsWith('93') ? 500 : isHook ? 201 : 200;
    response.setHeader('content-type', isHook ? 'application/json' : 'text/html');
    const body = isHook ? JSON.stringify({ received: true, order: 4711, status: 'paid' }) : '<title>My shop</title>';
    setTimeout(() => response.end(body), 5 + Math.random() * 40);
  }).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;
/** What a shop's visitors look at. */
const PATHS = ['/', '/products', '/cart', '/assets/app.js', '/api/orders/42', '/checkout'];
const HOOK = {
  method: 'POST',
  headers: { 'content-type': 'application/json', 'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)' },
  body: JSON.stringify({ type: 'payment_intent.succeeded', data: { amount: 3890, currency: 'eur' } }),
};

const processes = new Processes();
const executablePath = chromiumPath();
const browser = await chromium.launch({
  args: [...CHROMIUM_ARGS],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  await mkdir(FOLDER, { recursive: true });
  const shop = await startProject('my-shop');
  const hooks = await startProject('webhooks');
  await startProject('blog');
  const page = await browser.newPage({ viewport: SIZE, reducedMotion: 'reduce' });
  const { home, url } = await openApp(page);
  const shopUrl = await share(home, shop, 'my-shop');
  const hooksUrl = await share(home, hooks, 'webhooks');
  const closing = new AbortController();
  const traffic = makeTraffic(shopUrl, hooksUrl, closing.signal);
  await new Promise((resolve) => setTimeout(resolve, TRAFFIC_MS));
  await take(page, 'tunnels');
  await home.row('my-shop').title.click();
  await page.getByRole('figure').first().waitFor();
  await page.setViewportSize(CHARTS_SIZE);
  await take(page, 'overview');
  closing.abort();
  await traffic;
  await page.setViewportSize(SIZE);
  const requests = new RequestsPage(page, { url });
  await page.getByRole('link', { name: 'Requests', exact: true }).first().click();
  await requests.row('POST /stripe, 201').first().click();
  await requests.tab('Answer').waitFor();
  await take(page, 'requests');
} finally {
  await browser.close();
  await processes.end();
}

/** Starts a small server in a folder of that name, which is what the page calls it by. */
async function startProject(name: string): Promise<number> {
  const folder = join(await processes.temporaryFolder(), name);
  await mkdir(folder);
  await writeFile(join(folder, 'server.mjs'), SHOP);
  const server = await processes.start(process.execPath, ['server.mjs'], { cwd: folder, ready: /^port / });
  return Number((await server.waitForLine(/^port (\d+)$/))[1]);
}

/** Shares what listens there with one click. Returns its public URL. */
async function share(home: TunnelsPage, port: number, name: string): Promise<string> {
  await home.shareDetected(port);
  const row = home.row(name);
  await row.status('Online').waitFor();
  return (await row.openLink.getAttribute('href')) ?? '';
}

/** Visitors of a shop, more and fewer of them in turn, and a webhook now and then; at last a webhook. */
async function makeTraffic(shopUrl: string, hooksUrl: string, closing: AbortSignal): Promise<void> {
  for (let i = 0; !closing.aborted; i += 1) {
    await visit(`${shopUrl}${PATHS[i % PATHS.length]}?n=${i}`);
    if (i % HOOK_EVERY === 0) await visit(`${hooksUrl}/stripe`, HOOK);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * (1 + 0.8 * Math.sin(i / 60))));
  }
  await visit(`${hooksUrl}/stripe`, HOOK);
}

async function openApp(page: Page): Promise<{ home: TunnelsPage; url: string }> {
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', await processes.temporaryFolder()];
  const app = await processes.startEntry('cli/main.ts', args, { ready: /^Porthole is ready at / });
  const [, url = ''] = await app.waitForLine(/^Porthole is ready at (\S+)$/);
  const home = new TunnelsPage(page, { url });
  await home.open();
  return { home, url };
}

async function take(page: Page, name: string): Promise<void> {
  // Nothing is hovered.
  await page.mouse.move(0, 0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
  }
}
