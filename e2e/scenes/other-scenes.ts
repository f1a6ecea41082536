import { expect } from '@playwright/test';
import { aDesktop } from '../fixtures/fake-desktop.ts';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import { DOCTOR_SCENE } from './doctor-scene.ts';
import { NOW, type Scene } from './scene.ts';
import { fillShop, MY_SHOP } from './shop.ts';

const MINUTE_MS = 60_000;
const DOWN = 'hooks is down: Nothing answers on port 3000 since 09:38.';

function fillActivity(engine: FakeEngine): void {
  fillShop(engine);
  const about = { source: 'alert', tunnelIds: ['hooks'] };
  engine.alerts.set([
    { id: 'down', kind: 'down', since: NOW - 3 * MINUTE_MS, message: DOWN, tunnelIds: ['hooks'] },
    {
      id: 'server',
      kind: 'server',
      since: NOW - 9 * MINUTE_MS,
      message: 'asia.example.com cannot be reached.',
      tunnelIds: [MY_SHOP.id, 'preview'],
    },
  ]);
  engine.activity.set([
    { ...about, id: 4, at: NOW - 3 * MINUTE_MS, level: 'error', message: DOWN },
    { ...about, id: 3, at: NOW - 50 * MINUTE_MS, level: 'info', message: 'hooks is up again.' },
    {
      ...about,
      id: 2,
      at: NOW - 26 * 60 * MINUTE_MS,
      level: 'warning',
      message: 'The certificate of https://my-shop.europe.example.com ends in 13 days.',
      tunnelIds: [MY_SHOP.id],
    },
    { id: 1, at: NOW - 27 * 60 * MINUTE_MS, level: 'info', source: 'app', message: 'Porthole started.', tunnelIds: [] },
  ]);
}

/** Activity, Settings, and what stands in place of the page. */
export const OTHER_SCENES: readonly Scene[] = [
  {
    name: 'activity',
    engine: fillActivity,
    at: '/activity',
    show: ({ page }) => expect(page.getByRole('region', { name: 'Alerts' }).getByRole('listitem')).toHaveCount(2),
    picture: 'page',
  },
  {
    name: 'activity-empty',
    engine: fillShop,
    at: '/activity',
    show: ({ page }) => expect(page.getByRole('heading', { name: 'Nothing has happened yet' })).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'settings',
    engine: fillShop,
    at: '/settings',
    show: ({ page }) => expect(page.getByText('1.5 MB of 1.1 GB')).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'settings-desktop',
    engine: (engine) => {
      fillShop(engine);
      engine.desktop = aDesktop({ state: 'available', version: '1.2.0', declined: false });
    },
    at: '/settings',
    show: ({ page }) => expect(page.getByRole('status').getByText('Version 1.2.0 is available.')).toBeVisible(),
    picture: 'page',
  },
  DOCTOR_SCENE,
  {
    name: 'settings-own-proxy',
    engine: (engine) => {
      fillShop(engine);
      engine.network.set({ proxyMode: 'own', proxyUrl: 'http://ada@proxy.corp:3128', proxyHasPassword: true });
    },
    at: '/settings',
    show: ({ page }) => expect(page.getByRole('button', { name: 'Remove password' })).toBeVisible(),
    picture: 'none',
  },
  {
    name: 'address-without-key',
    show: async ({ page, app }) => {
      await page.evaluate(() => sessionStorage.clear());
      await page.goto(new URL(app.url).origin);
      await expect(page.getByRole('heading', { name: 'This address is not complete' })).toBeVisible();
    },
    // It says the port, which is another one each time.
    picture: 'none',
  },
];
