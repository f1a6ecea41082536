import type { Browser } from '@playwright/test';
import { ServedApp } from '../../e2e/fixtures/app-test.ts';
import { eventually } from '../../e2e/fixtures/eventually.ts';
import { namedHash, startNodeUpstream } from '../../e2e/fixtures/node-upstream.ts';
import { Processes } from '../../e2e/fixtures/processes.ts';
import { visit } from '../../e2e/fixtures/visit.ts';
import { TunnelsPage } from '../../e2e/pages/tunnels-page.ts';

/** One first run: a new data folder, an empty browser. */
export interface FirstRun {
  /** From the opening of the page to the first answer of the public URL, ms. */
  readonly ms: number;
  readonly clicks: number;
}

/** Opens the page as somebody does who has just installed Porthole, shares what runs here, and visits its public URL. */
export async function firstRun(browser: Browser): Promise<FirstRun> {
  await using processes = new Processes();
  const upstream = await startNodeUpstream(namedHash('first'));
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  try {
    const app = new ServedApp(processes, await processes.temporaryFolder());
    await app.start();
    const page = await context.newPage();
    await page.addInitScript(() => {
      document.addEventListener(
        'click',
        () => Reflect.set(window, 'clicks', 1 + (Reflect.get(window, 'clicks') ?? 0)),
        {
          capture: true,
        },
      );
    });
    const home = new TunnelsPage(page, app);
    const began = performance.now();
    await home.open();
    await home.shareDetected(upstream.port);
    const address = page.getByRole('link', { name: /^Open .* in the browser$/ });
    const url = await address.getAttribute('href');
    await eventually('the public URL answers', async () => (await visit(url ?? '')).status === 200);
    const ms = performance.now() - began;
    return { ms, clicks: await page.evaluate(() => Reflect.get(window, 'clicks') as number) };
  } finally {
    await context.close();
    await upstream.close();
  }
}
