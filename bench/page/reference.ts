import type { Browser } from '@playwright/test';
import { scroll } from './scroll.ts';
import { type TraceResult, trace } from './trace.ts';

/** As high as a row of the Tunnels at the width of the benchmark's window. */
const ROW_PX = 54;

/**
 * Scrolls a page that has nothing but plain rows of text, as many as there are tunnels, in the same browser and by the same gesture: what this machine can
 * draw at most, while all else runs that runs beside the app's page.
 */
export async function scrollPlainRows(browser: Browser, rows: number, seconds: number): Promise<TraceResult> {
  const page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  try {
    const session = await page.context().newCDPSession(page);
    await page.setContent(plainRows(rows));
    return await trace(session, () => scroll(page.getByRole('main'), session, seconds));
  } finally {
    await page.close();
  }
}

function plainRows(count: number): string {
  const row = (index: number) =>
    `<li>service-${index + 1} http://127.0.0.1:3000 → https://service-${index + 1}.example.com</li>`;
  return `<!doctype html>
<style>
  html, body { height: 100%; margin: 0; overflow: hidden; font: 14px sans-serif }
  main { height: 100%; overflow-y: scroll; background: #fff }
  ul { margin: 0; padding: 0; list-style: none }
  li { box-sizing: border-box; height: ${ROW_PX}px; padding: 12px 20px; border-bottom: 1px solid #ddd }
</style>
<main><ul>${Array.from({ length: count }, (_unused, index) => row(index)).join('')}</ul></main>`;
}
