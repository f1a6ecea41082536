import type { Browser } from 'playwright-core';

export interface RenderOptions {
  /** Edge of the image in CSS px. */
  readonly size: number;
  /** Pixels a CSS px. */
  readonly scale: number;
  /** Left free on each side, CSS px. */
  readonly margin?: number;
  /** Rules that change how it is drawn. */
  readonly style?: string;
}

/** Draws an SVG on nothing, as PNG, in Chromium. */
export async function renderSvg(browser: Browser, svg: string, options: RenderOptions): Promise<Buffer> {
  const { size, scale, margin = 0, style = '' } = options;
  const inner = size - 2 * margin;
  const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: scale });
  try {
    await page.setContent(
      `<style>html, body { margin: 0 } svg { display: block; width: ${inner}px; height: ${inner}px; margin: ${margin}px }
      ${style}</style>${svg}`,
    );
    return await page.screenshot({ omitBackground: true });
  } finally {
    await page.close();
  }
}
