import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from '../e2e/fixtures/chromium.ts';

// Makes the tray's PNG files from resources/tray/*.svg. Run it after changing one: `npx node scripts/render-icons.ts`.

const FOLDER = join(import.meta.dirname, '../resources/tray');

/** An image and its `@2x` sibling, which Electron finds by name. */
interface Variant {
  /** Behind the light's name; macOS recolours images whose name ends in `Template`. */
  readonly suffix: string;
  /** Edge in CSS px. */
  readonly size: number;
  /** Drawn in black on nothing, of which macOS uses only the opacity. */
  readonly template: boolean;
}

const VARIANTS: readonly Variant[] = [
  { suffix: '', size: 16, template: false },
  { suffix: '-large', size: 32, template: false },
  { suffix: 'Template', size: 16, template: true },
];

const TEMPLATE_STYLE = `
  .glass { fill: none; }
  .ring { stroke: #000; stroke-width: 2.6; }
  .light { fill: #000; stroke: #000; }
  .light:not(.line, [stroke]) { stroke: none; }
  .line { fill: none; }
`;

async function render(browser: Browser, svg: string, variant: Variant, scale: number): Promise<Buffer> {
  const { size, template } = variant;
  const page = await browser.newPage({ viewport: { width: size, height: size }, deviceScaleFactor: scale });
  try {
    await page.setContent(`<style>html, body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }
      ${template ? TEMPLATE_STYLE : ''}</style>${svg}`);
    return await page.screenshot({ omitBackground: true });
  } finally {
    await page.close();
  }
}

const executablePath = chromiumPath();
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.svg'))) {
    const svg = readFileSync(join(FOLDER, file), 'utf8');
    for (const variant of VARIANTS) {
      const name = `${parse(file).name}${variant.suffix}`;
      writeFileSync(join(FOLDER, `${name}.png`), await render(browser, svg, variant, 1));
      writeFileSync(join(FOLDER, `${name}@2x.png`), await render(browser, svg, variant, 2));
    }
  }
} finally {
  await browser.close();
}
