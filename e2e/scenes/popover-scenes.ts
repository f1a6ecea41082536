import { expect } from '@playwright/test';
import { aService } from '../fixtures/fake-values.ts';
import type { Scene } from './scene.ts';
import { fillShop, MY_SHOP } from './shop.ts';

/** The size of the tray's window. */
const window = { width: 380, height: 520 };

/** The tray's small form of the page. */
export const POPOVER_SCENES: readonly Scene[] = [
  {
    name: 'popover',
    engine: fillShop,
    at: '/popover',
    window,
    show: ({ page }) => expect(page.getByRole('listitem', { name: MY_SHOP.name })).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'popover-empty',
    engine: (engine) => engine.services.set([aService()]),
    at: '/popover',
    window,
    show: ({ page }) => expect(page.getByText('No tunnels yet. Share what runs here')).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'popover-engine-lost',
    engine: fillShop,
    at: '/popover',
    window,
    show: async ({ page, app }) => {
      await expect(page.getByRole('listitem', { name: MY_SHOP.name })).toBeVisible();
      await app.stop();
      await expect(page.getByText('Porthole’s engine stopped.')).toBeVisible();
    },
    picture: 'page',
  },
];
