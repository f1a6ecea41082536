import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ICNS_SIZES, icnsFile } from './icns-file.ts';
import { icoFile } from './ico-file.ts';
import { renderSvg } from './render-svg.ts';

/** What desktops of Linux look for in hicolor themes, px. */
const LINUX_SIZES = [16, 24, 32, 48, 64, 128, 256, 512];
/** Of the taskbar, lists and tiles of Windows at 100 to 250 %, px. */
const WINDOWS_SIZES = [16, 20, 24, 32, 40, 48, 64, 256];

/** Icons of macOS fill 824 of 1024 px (Apple's template for app icons). */
const MAC_MARGIN = (1024 - 824) / 2 / 1024;

/** Makes the icons of packages from icon.svg: `icon.icns`, `icon.ico`, and `linux/SIZExSIZE.png`. */
export async function makeAppIcons(browser: Browser, resources: string): Promise<void> {
  const svg = readFileSync(join(resources, 'icon.svg'), 'utf8');
  const folder = join(resources, 'icons');
  mkdirSync(join(folder, 'linux'), { recursive: true });
  const render = async (size: number, margin = 0) => ({
    size,
    png: await renderSvg(browser, svg, { size, scale: 1, margin: Math.round(size * margin) }),
  });
  const forMac = await Promise.all(ICNS_SIZES.map((size) => render(size, MAC_MARGIN)));
  const forWindows = await Promise.all(WINDOWS_SIZES.map((size) => render(size)));
  const forLinux = await Promise.all(LINUX_SIZES.map((size) => render(size)));
  writeFileSync(join(folder, 'icon.icns'), icnsFile(forMac));
  writeFileSync(join(folder, 'icon.ico'), icoFile(forWindows));
  for (const { size, png } of forLinux) writeFileSync(join(folder, 'linux', `${size}x${size}.png`), png);
}
