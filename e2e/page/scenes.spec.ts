import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { test } from '../fixtures/page-test.ts';
import { playScene } from '../scenes/play-scene.ts';
import { SCENES } from '../scenes/scenes.ts';

/** What axe finds wrong, one line an element. */
async function violations(page: Page): Promise<string[]> {
  // Without frames there is no need of a second page to put results together in.
  const { violations: found } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any, all, none }) => {
      const why = [...any, ...all, ...none].map(({ message }) => message).join('; ');
      return `${id}: ${html.slice(0, 160)} (${why.slice(0, 240)})`;
    }),
  );
}

for (const scene of SCENES) {
  test(`${scene.name}: axe finds nothing wrong`, async ({ app, page }) => {
    await playScene(scene, { app, page });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
      expect(await violations(page), colorScheme).toEqual([]);
    }
  });
}
