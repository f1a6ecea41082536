import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import type { Browser } from 'playwright-core';
import { icoFile } from './ico-file.ts';
import { renderSvg } from './render-svg.ts';

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
  { suffix: '-large', size: 32, template: false },
  { suffix: 'Template', size: 16, template: true },
];

/** Of the notification area of Windows at 100 to 250 %, px. */
const WINDOWS_SIZES = [16, 20, 24, 32, 40];

const TEMPLATE_STYLE = `
  .glass { fill: none; }
  .ring { stroke: #000; stroke-width: 2.6; }
  .light { fill: #000; stroke: #000; }
  .light:not(.line, [stroke]) { stroke: none; }
  .line { fill: none; }
`;

/** Makes the tray's PNG and .ico files from its SVG files, one a light. */
export async function makeTrayIcons(browser: Browser, folder: string): Promise<void> {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.svg'))) {
    const svg = readFileSync(join(folder, file), 'utf8');
    const forWindows = WINDOWS_SIZES.map(async (size) => ({
      size,
      png: await renderSvg(browser, svg, { size, scale: 1 }),
    }));
    writeFileSync(join(folder, `${parse(file).name}.ico`), icoFile(await Promise.all(forWindows)));
    for (const { suffix, size, template } of VARIANTS) {
      const style = template ? TEMPLATE_STYLE : '';
      const name = join(folder, `${parse(file).name}${suffix}`);
      writeFileSync(`${name}.png`, await renderSvg(browser, svg, { size, scale: 1, style }));
      writeFileSync(`${name}@2x.png`, await renderSvg(browser, svg, { size, scale: 2, style }));
    }
  }
}
