import type { Browser } from '@playwright/test';
import { TunnelsPage } from '../../e2e/pages/tunnels-page.ts';

/** How soon a page was there, ms since the navigation began. */
export interface Opened {
  readonly firstPaint: number;
  /** The field of the one-click bar takes text. */
  readonly usable: number;
  /** The list of tunnels is drawn. */
  readonly listed: number;
}

/** Opens the page in a browser that has never seen it, and types into the field of the one-click bar as soon as it is there. */
export async function timeToUsable(browser: Browser, url: string): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(() => {
      const at = (name: string) => {
        if (Reflect.get(window, name) === undefined) Reflect.set(window, name, performance.now());
      };
      new MutationObserver(() => {
        const field = document.querySelector('main input');
        // What is typed before the page listens would be lost: it is typed by the page's own events, and must stay.
        if (field !== null && field !== document.activeElement && Reflect.get(window, 'usable') === undefined) {
          (field as HTMLInputElement).focus();
          document.execCommand('insertText', false, '3000');
          requestAnimationFrame(() => {
            if ((field as HTMLInputElement).value === '3000') at('usable');
          });
        }
        if (document.querySelector('[role=switch]') !== null) requestAnimationFrame(() => at('listed'));
      }).observe(document, { childList: true, subtree: true });
    });
    await page.goto(url);
    const home = new TunnelsPage(page, { url });
    await home.rows().first().waitFor();
    await page.waitForFunction(
      () => Reflect.get(window, 'usable') !== undefined && Reflect.get(window, 'listed') !== undefined,
    );
    return await page.evaluate(() => ({
      firstPaint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
      usable: Reflect.get(window, 'usable') as number,
      listed: Reflect.get(window, 'listed') as number,
    }));
  } finally {
    await context.close();
  }
}
