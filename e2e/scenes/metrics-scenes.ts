import { expect, type Page } from '@playwright/test';
import { TunnelSettingsPage } from '../pages/tunnel-settings-page.ts';
import type { Scene } from './scene.ts';
import { fillShop, MY_SHOP } from './shop.ts';

const charts = (page: Page) => page.getByRole('list', { name: 'Charts of each tunnel' }).getByRole('figure');

/** The traffic of all tunnels, and how one is watched. */
export const METRICS_SCENES: readonly Scene[] = [
  {
    name: 'metrics',
    engine: fillShop,
    at: '/metrics',
    show: ({ page }) => expect(charts(page).first()).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'metrics-empty',
    engine: (engine) => engine.tunnels.set([]),
    at: '/metrics',
    show: ({ page }) => expect(page.getByRole('heading', { name: 'Nothing to measure yet' })).toBeVisible(),
    picture: 'none',
  },
  {
    name: 'tunnel-settings-wrong',
    engine: fillShop,
    at: `/tunnels/${MY_SHOP.id}/settings`,
    show: async ({ page }) => {
      const settings = new TunnelSettingsPage(page);
      await settings.choose('The service is checked by', 'Asking for a path over HTTP');
      await settings.field('Path').fill('up and running');
      await page.keyboard.press('Enter');
      await expect(settings.form.getByRole('status')).toHaveText('One field is wrong.');
    },
    picture: 'none',
  },
];
