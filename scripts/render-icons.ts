import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { chromiumPath } from '../e2e/fixtures/chromium.ts';
import { makeAppIcons } from './icons/app-icons.ts';
import { makeTrayIcons } from './icons/tray-icons.ts';

// Makes the icons in resources/ from their SVG files. Run it after changing one: `npx node scripts/render-icons.ts`.

const RESOURCES = join(import.meta.dirname, '../resources');

const executablePath = chromiumPath();
const browser = await chromium.launch({
  args: ['--no-sandbox'],
  ...(executablePath === undefined ? {} : { executablePath }),
});
try {
  await makeTrayIcons(browser, join(RESOURCES, 'tray'));
  await makeAppIcons(browser, RESOURCES);
} finally {
  await browser.close();
}
