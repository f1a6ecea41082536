import { expect } from '@playwright/test';
import { test } from '../fixtures/page-test.ts';
import { axeViolations } from '../scenes/axe-violations.ts';
import { cutTexts } from '../scenes/cut-texts.ts';
import { focusFaults } from '../scenes/focus-faults.ts';
import { lengthenLabels } from '../scenes/lengthen-labels.ts';
import { playScene } from '../scenes/play-scene.ts';
import { SCENES } from '../scenes/scenes.ts';

// Each look is repeated until it finds nothing, for a window follows its new theme or width a moment later.
const soon = expect.configure({ soft: true });

// One visit for all of it: to open the page costs more than to look at it.
for (const scene of SCENES) {
  test(`${scene.name}: nothing for axe to find, a round with Tab, and whole at 720 px`, async ({ app, page }) => {
    await playScene(scene, { app, page });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      const rules = colorScheme === 'light' ? 'all' : 'colours';
      await soon.poll(() => axeViolations(page, rules), colorScheme).toEqual([]);
    }
    if (scene.isMenu !== true) expect.soft(await focusFaults(page), 'by keyboard').toEqual([]);
    await page.setViewportSize(scene.window ?? { width: 720, height: 700 });
    await lengthenLabels(page);
    await soon.poll(() => cutTexts(page), '720 px, labels as long as German ones').toEqual([]);
  });
}
