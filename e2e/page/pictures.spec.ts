import { expect } from '@playwright/test';
import { test } from '../fixtures/page-test.ts';
import { playScene } from '../scenes/play-scene.ts';
import { SCENES } from '../scenes/scenes.ts';

/** What the pictures are taken with; `CONTRIBUTING.md` says how to renew them. */
test.use({ viewport: { width: 960, height: 720 }, timezoneId: 'UTC', locale: 'en-GB' });

for (const scene of SCENES.filter(({ picture }) => picture !== 'none')) {
  test(`${scene.name} looks as in its pictures`, async ({ app, page }) => {
    await playScene(scene, { app, page });
    const shown = scene.picture === 'page' ? page : page.getByRole('dialog');
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      await expect.soft(shown).toHaveScreenshot(`${scene.name}-${colorScheme}.png`);
    }
  });
}
