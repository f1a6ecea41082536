import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { CHROMIUM_ARGS, chromiumPath } from '../e2e/fixtures/chromium.ts';
import { Processes } from '../e2e/fixtures/processes.ts';
import { visit } from '../e2e/fixtures/visit.ts';
import { TunnelsPage } from '../e2e/pages/tunnels-page.ts';
import { ROOT } from './setup/checkout.js';

// Takes the pictures of README.md from the real app with real traffic: `npx node scripts/take-pictures.ts`.

const FOLDER = join(ROOT, 'docs/pictures');
const SIZE = { width: 1180, height: 760 };
/** Enough for the charts to have a shape. */
const TRAFFIC_MS = 75_000;
const PAUSE_MS = 40;

const SHOP = `
  import { createServer } from 'node:http';
  createServer((request, response) => {
    response.statusCode = request.url.endsWith('7') ? 404 : request.url.endsWith('93') ? 500 : 200;
    setTimeout(() => response.end('<title>My shop</title>'), 5 + Math.random() * 40);
  }).listen(0, '127.0.0.1', function () { console.log('port ' + this.address().port); });
`;

const processes = new Processes();
const executablePath = chromiumPath();
const browser = await chromium.launch({
  args: [...CHROMIUM_ARGS],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  await mkdir(FOLDER, { recursive: true });
  const port = await startProject('my-shop');
  await startProject('webhooks');
  const page = await browser.newPage({ viewport: SIZE, reducedMotion: 'reduce' });
  const home = await openApp(page);
  await home.shareDetected(port);
  const row = home.row('my-shop');
  await row.status('Online').waitFor();
  const url = (await row.openLink.getAttribute('href')) ?? '';
  const until = Date.now() + TRAFFIC_MS;
  for (let i = 0; Date.now() < until; i += 1) {
    await visit(`${url}/${i}`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS + 30 * Math.sin(i / 60)));
  }
  await take(page, 'tunnels');
  await row.title.click();
  await page.getByRole('figure').first().waitFor();
  await take(page, 'overview');
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

async function openApp(page: Page): Promise<TunnelsPage> {
  const args = ['serve', '--port', '0', '--no-open', '--data-dir', await processes.temporaryFolder()];
  const app = await processes.startEntry('cli/main.ts', args, { ready: /^Porthole is ready at / });
  const [, url = ''] = await app.waitForLine(/^Porthole is ready at (\S+)$/);
  const home = new TunnelsPage(page, { url });
  await home.open();
  return home;
}

async function take(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(FOLDER, `${name}-${colorScheme}.png`) });
  }
}
