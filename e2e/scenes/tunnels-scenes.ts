import { expect } from '@playwright/test';
import { aService } from '../fixtures/fake-values.ts';
import { TunnelsPage } from '../pages/tunnels-page.ts';
import type { Scene, Stage } from './scene.ts';
import { fillLongShop, fillShop, MY_SHOP } from './shop.ts';

const heading = ({ page }: Stage, name: string) => expect(page.getByRole('heading', { name })).toBeVisible();

async function rows({ page, app }: Stage): Promise<TunnelsPage> {
  const home = new TunnelsPage(page, app);
  await expect(home.row(MY_SHOP.name).root).toBeVisible();
  return home;
}

/** The home of the page. */
export const TUNNELS_SCENES: readonly Scene[] = [
  {
    name: 'first-run',
    engine: (engine) => engine.services.set([aService(), aService({ port: 3000, program: 'node', project: 'api' })]),
    show: (stage) => heading(stage, 'No tunnels yet'),
    picture: 'page',
  },
  { name: 'tunnels', engine: fillShop, show: async (stage) => void (await rows(stage)), picture: 'page' },
  {
    name: 'tunnels-in-trouble',
    engine: fillLongShop,
    show: async (stage) => {
      const home = await rows(stage);
      await home.inTrouble.click();
      await expect(home.row(MY_SHOP.name).root).toHaveCount(0);
    },
    picture: 'page',
  },
  {
    name: 'tunnels-loading',
    engine: (engine) => engine.tunnels.set(undefined),
    show: ({ page }) => expect(page.getByRole('status', { name: 'Loading tunnels' })).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'tunnels-failed',
    engine: (engine) => engine.failures.set('watch', { message: 'broken' }),
    show: (stage) => heading(stage, 'The tunnels could not be loaded'),
    picture: 'page',
  },
  {
    name: 'tunnels-engine-lost',
    engine: (engine) => {
      fillShop(engine);
      engine.notices.set([{ id: 'n', at: 0, level: 'warning', message: 'The settings file was set aside.' }]);
    },
    show: async (stage) => {
      const home = await rows(stage);
      await stage.app.stop();
      await expect(home.lostBanner).toBeVisible();
    },
    picture: 'page',
  },
  {
    name: 'tunnels-share-refused',
    engine: (engine) => engine.failures.set('share', { message: 'Ports go from 1 to 65535.', field: 'target' }),
    show: async ({ page, app }) => {
      const home = new TunnelsPage(page, app);
      await home.share('70000');
      await expect(home.field).toHaveAccessibleDescription(/Ports go/);
    },
    picture: 'none',
  },
  {
    name: 'tunnel-menu',
    isMenu: true,
    engine: fillShop,
    show: async (stage) => {
      const home = await rows(stage);
      await home.row(MY_SHOP.name).root.getByRole('button', { name: 'More for' }).click();
      await expect(stage.page.getByRole('menuitem', { name: 'Overview' })).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'qr-code',
    engine: fillShop,
    show: async (stage) => {
      const home = await rows(stage);
      await home.row(MY_SHOP.name).qr.click();
      await expect(stage.page.getByRole('img', { name: 'QR code that leads to' })).toBeVisible();
    },
    picture: 'dialog',
  },
  {
    name: 'toast',
    engine: fillShop,
    show: async (stage) => {
      const home = await rows(stage);
      await home.row(MY_SHOP.name).choose('Delete');
      await expect(stage.page.getByRole('button', { name: 'Undo' })).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'palette',
    engine: fillShop,
    show: async (stage) => {
      await rows(stage);
      await stage.page.keyboard.press('ControlOrMeta+k');
      await expect(stage.page.getByRole('textbox', { name: 'Command' })).toBeFocused();
    },
    picture: 'dialog',
  },
  {
    name: 'palette-nothing-found',
    engine: fillShop,
    show: async (stage) => {
      await rows(stage);
      await stage.page.keyboard.press('ControlOrMeta+k');
      await expect(stage.page.getByRole('textbox', { name: 'Command' })).toBeFocused();
      await stage.page.keyboard.type('zzzzzz');
      await expect(stage.page.getByRole('option')).toHaveCount(0);
    },
    picture: 'none',
  },
  { name: 'private-dialog', engine: fillShop, show: (stage) => openWay(stage, 'Share with my own'), picture: 'dialog' },
  {
    name: 'forward-dialog',
    engine: fillShop,
    show: (stage) => openWay(stage, 'Reach a remote service'),
    picture: 'dialog',
  },
  {
    name: 'import-dialog',
    engine: fillShop,
    show: async (stage) => {
      await openWay(stage, 'Bring tunnels over');
      await stage.page.getByRole('textbox', { name: 'Settings or a command' }).fill(NGROK);
      await expect(stage.page.getByRole('region', { name: 'What becomes of it' })).toBeVisible();
    },
    picture: 'dialog',
  },
  {
    name: 'edit-dialog',
    engine: fillShop,
    show: async (stage) => void (await openEdit(stage, 'my-shop')),
    picture: 'dialog',
  },
  {
    name: 'edit-dialog-on-demand',
    engine: fillShop,
    show: async (stage) => {
      const dialog = await openEdit(stage, 'docs');
      await dialog.getByRole('textbox', { name: 'Command' }).fill('');
      await dialog.getByRole('button', { name: 'Save' }).click();
      await expect(dialog.getByRole('textbox', { name: 'Command' })).toHaveAccessibleDescription(/Type a command/);
    },
    picture: 'dialog',
  },
];

const NGROK = `version: "2"
tunnels:
  website: { proto: http, addr: 8888, hostname: www.example.com, oauth: { provider: google } }
  admin: { proto: http, addr: "https://localhost:8443" }
`;

async function openWay(stage: Stage, name: string): Promise<void> {
  await rows(stage);
  await stage.page.getByRole('button', { name }).click();
  await expect(stage.page.getByRole('dialog')).toBeVisible();
}

async function openEdit(stage: Stage, name: string) {
  const home = await rows(stage);
  await home.row(name).choose('Edit…');
  const dialog = stage.page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return dialog;
}
