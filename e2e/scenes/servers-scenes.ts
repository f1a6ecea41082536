import { expect, type Page } from '@playwright/test';
import type { FakeEngine } from '../fixtures/fake-engine.ts';
import { fillSecrets } from '../fixtures/fake-secrets.ts';
import { aLicence } from '../fixtures/fake-values.ts';
import { SecretsPage } from '../pages/secrets-page.ts';
import { NOW, type Scene, type Stage } from './scene.ts';
import { fillShop } from './shop.ts';

const LABEL = 'exit.example.com';

function fill(engine: FakeEngine): void {
  fillSecrets(engine, NOW);
  engine.licences.set([
    aLicence({ daysLeft: 12, message: 'It is valid until 16 May 2026, 09:41.' }),
    aLicence({
      id: 'old',
      plan: 'Trial',
      state: 'expired',
      message: 'It expired on 3 May 2026.',
      nextStep: 'Ask for a new one.',
      daysLeft: 0,
    }),
  ]);
}

const card = (page: Page, name: string) =>
  page.getByRole('list', { name: 'Servers' }).getByRole('listitem', { name, exact: true });

async function tokensOf({ page, app }: Stage): Promise<SecretsPage> {
  const secrets = new SecretsPage(page, app);
  await expect(secrets.serverToken('ci')).toBeVisible();
  return secrets;
}

/** Servers, and the secrets and licences that lead to them. */
export const SERVERS_SCENES: readonly Scene[] = [
  {
    name: 'servers',
    engine: fillShop,
    at: '/servers',
    show: ({ page }) => expect(card(page, 'asia.example.com')).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'servers-join-wrong',
    engine: (engine) => {
      fillShop(engine);
      const wrong = 'The join link has no token. Ask for a whole one.';
      engine.failures.set('join', { message: wrong, field: 'joinLink' });
    },
    at: '/servers/join',
    show: async ({ page }) => {
      const field = page.getByRole('textbox', { name: 'Join link' });
      await field.fill('porthole://join?server=wss%3A%2F%2Fexit.example.com%3A8123');
      await page.getByRole('button', { name: 'Add server' }).click();
      await expect(field).toHaveAccessibleDescription(/no token/);
    },
    picture: 'none',
  },
  {
    name: 'server-menu',
    isMenu: true,
    engine: fillShop,
    at: '/servers',
    show: async ({ page }) => {
      await card(page, 'asia.example.com').getByRole('button', { name: 'More for' }).click();
      await expect(page.getByRole('menuitem', { name: 'Remove…' })).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'server-remove',
    engine: fillShop,
    at: '/servers',
    show: async ({ page }) => {
      await card(page, 'europe.example.com').getByRole('button', { name: 'More for' }).click();
      await page.getByRole('menuitem', { name: 'Remove…' }).click();
      await expect(card(page, 'europe.example.com').getByRole('button', { name: 'Keep' })).toBeVisible();
    },
    picture: 'none',
  },
  {
    name: 'token-dialog',
    engine: fillShop,
    at: '/servers',
    show: async ({ page }) => {
      await card(page, 'asia.example.com').getByRole('button', { name: 'Enter the token…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    picture: 'dialog',
  },
  {
    name: 'servers-set-up',
    engine: fillShop,
    at: '/servers/set-up',
    show: ({ page }) => expect(page.getByRole('heading', { name: 'Set up a server' })).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'servers-set-up-waiting',
    engine: (engine) => {
      fillShop(engine);
      const message =
        'exit.example.com is there, and nothing listens on port 8123 yet. The exit server is not started.';
      engine.setUp.set({ address: LABEL, since: NOW, state: 'waiting', waitsFor: 'port', message });
    },
    at: '/servers/set-up',
    show: ({ page }) => expect(page.getByText('nothing listens on port 8123 yet')).toBeVisible(),
    picture: 'none',
  },
  {
    name: 'secrets',
    engine: fill,
    at: '/secrets',
    show: ({ page, app }) => expect(new SecretsPage(page, app).token(LABEL)).toBeVisible(),
    picture: 'page',
  },
  {
    name: 'secrets-empty',
    at: '/secrets',
    show: ({ page }) => expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible(),
    picture: 'none',
  },
  {
    name: 'licence-dialog',
    engine: fill,
    at: '/secrets',
    show: async ({ page }) => {
      await page.getByRole('button', { name: 'Add a licence…' }).click();
      await expect(page.getByRole('dialog')).toBeVisible();
    },
    picture: 'dialog',
  },
  {
    name: 'tokens-of-a-server',
    engine: fill,
    at: '/secrets/own',
    show: async (stage) => void (await tokensOf(stage)),
    picture: 'page',
  },
  {
    name: 'tokens-not-shown',
    engine: (engine) => {
      fill(engine);
      engine.failures.set('listTokens', { message: 'This token is for tunnels: ask for an admin token.' });
    },
    at: '/secrets/own',
    show: ({ page }) => expect(page.getByText('This token is for tunnels')).toBeVisible(),
    picture: 'none',
  },
  {
    name: 'make-token-dialog',
    engine: fill,
    at: '/secrets/own',
    show: async (stage) => {
      await tokensOf(stage);
      await stage.page.getByRole('button', { name: 'Make a token…' }).click();
      await expect(stage.page.getByRole('dialog')).toBeVisible();
    },
    picture: 'dialog',
  },
  {
    name: 'made-token-dialog',
    engine: fill,
    at: '/secrets/own',
    show: async (stage) => void (await (await tokensOf(stage)).makeToken('Grace', { Names: 'shop' })),
    picture: 'dialog',
  },
  {
    name: 'rotate-token-dialog',
    engine: fill,
    at: '/secrets/own',
    show: async (stage) => {
      const secrets = await tokensOf(stage);
      await secrets.serverToken('Ada’s laptop').getByRole('button', { name: 'New secret for' }).click();
      await expect(secrets.dialog).toBeVisible();
    },
    picture: 'dialog',
  },
];
