import { expect, type Page } from '@playwright/test';
import type { LicenceConfig } from '../../electron/engine/licences/licence-config.ts';
import { licenceView } from '../../electron/engine/licences/licence-view.ts';
import type { LicenceRefusalCode } from '../../shared/licence/licence-api.ts';
import { fillSecrets } from '../fixtures/fake-secrets.ts';
import { aTokenRecord } from '../fixtures/fake-tokens.ts';
import { aLicence } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { SecretsPage } from '../pages/secrets-page.ts';

const LABEL = 'exit.example.com';
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** As the engine keeps one that it has checked. */
const LICENCE: Omit<LicenceConfig, 'id' | 'plan' | 'validFrom'> = {
  ...{ secretId: 's', last4: 'x9Kq', kind: 'static', kid: 'k', licenceId: 'lic_0123456789ab', holder: 'Ada' },
  ...{ limits: { tcp: true }, issuer: 'Example Exits', serverIds: ['exit'], dueAt: 0, checkedAt: 1 },
};

/** Pixels by which the content is wider than its place. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const content = document.querySelector('main');
    return content === null ? -1 : content.scrollWidth - content.clientWidth;
  });
}

test('shows whose tokens there are, what they may, until when, and which must be entered again', async ({
  app,
  page,
}) => {
  fillSecrets(app.engine);
  const view = new SecretsPage(page, app);
  await view.open();
  const token = view.token(LABEL);
  await expect(token).toContainText('…x9Kq');
  await expect(token).toContainText('Allowed: admin; any tunnel');
  await expect(token).toContainText('Ends in 5 days');
  await expect(token).toContainText('Kept in a file that only you can read');
  await expect(view.token('lab.example.net')).toContainText('cannot be decrypted on this computer: enter it again');
  await view.token('lab.example.net').getByRole('button', { name: 'Enter the token of' }).click();
  await view.dialog.getByLabel('Token').fill('a-new-token-0123');
  await view.dialog.getByRole('button', { name: 'Save token' }).click();
  await expect(view.dialog).toHaveCount(0);
  await token.getByRole('button', { name: 'Remove the token of' }).click();
  await token.getByRole('button', { name: 'Remove the token of exit.example.com', exact: true }).click();
  await expect(token).toContainText('Not on this computer');
  expect(app.engine.calls).toEqual(['setToken lab', 'removeSecret s1']);
});

test('says where secrets are kept, why not in the keychain, and moves them with one click', async ({ app, page }) => {
  fillSecrets(app.engine);
  const view = new SecretsPage(page, app);
  await view.open();
  await expect(view.place('An encrypted file')).toContainText('In use');
  const keychain = view.place('The system’s keychain');
  await expect(keychain).toContainText('for the desktop app only');
  await expect(keychain.getByRole('button')).toHaveCount(0);
  await view.place('Memory only').getByRole('button', { name: 'Move all to: Memory only' }).click();
  await expect(view.place('Memory only')).toContainText('In use');
  await expect(
    page.getByRole('alert').filter({ hasText: '1 could not be decrypted and stays where it is' }),
  ).toBeVisible();
  expect(app.engine.calls).toEqual(['moveSecrets memory']);
});

test('forgets the proxy’s password, here and in the settings, and the secret of a webhook', async ({ app, page }) => {
  fillSecrets(app.engine);
  app.engine.network.set({ proxyMode: 'own', proxyUrl: 'http://ada@proxy.corp:3128', proxyHasPassword: true });
  const view = new SecretsPage(page, app);
  await view.open();
  for (const name of ['Password of the proxy http://ada@proxy.corp:3128', 'Webhook my-shop']) {
    const row = view.others.getByRole('listitem', { name });
    await row.getByRole('button', { name: `Remove: ${name}…` }).click();
    await row.getByRole('button', { name: `Remove: ${name}`, exact: true }).click();
    await expect(row).toContainText('Not on this computer');
  }
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('button', { name: 'Remove password' }).click();
  await expect(page.getByRole('button', { name: 'Remove password' })).toHaveCount(0);
  expect(app.engine.calls).toEqual(['removeSecret s3', 'removeSecret s4', 'network {"proxyPassword":""}']);
});

test('an admin makes a token of the server, gets its link once, renews it and revokes it', async ({ app, page }) => {
  fillSecrets(app.engine);
  const view = new SecretsPage(page, app);
  await view.open();
  await view.openTokensOf(LABEL);
  await expect(view.serverToken('ci')).toContainText('Allowed: names blog, pr-*; TCP 10000-10010; 5 tunnels');
  await expect(view.serverToken('ci')).toContainText('Expired on 4 May 2026');
  await expect(view.serverToken('ci')).toContainText('from 203.0.113.9');
  await expect(view.serverToken('Ada’s laptop')).toContainText('This app’s own');

  await page.getByRole('button', { name: 'Make a token…' }).click();
  await view.dialog.getByRole('textbox', { name: 'Names' }).fill('a b');
  await view.dialog.getByRole('button', { name: 'Make token' }).click();
  await expect(view.dialog.getByRole('textbox', { name: 'For' })).toHaveAccessibleDescription(/whose it is/);
  await expect(view.dialog.getByRole('textbox', { name: 'Names' })).toHaveAccessibleDescription(/names like blog/);
  await view.dialog.getByRole('button', { name: 'Cancel' }).click();

  const link = await view.makeToken('Grace', { Names: 'shop', 'Tunnels at once': '3' });
  expect(link).toMatch(/^porthole:\/\/join\?server=.*&token=ph_/);
  await expect(view.dialog.getByRole('img', { name: 'QR code of the join link for Grace' })).toBeVisible();
  await page.keyboard.press('Escape');
  await view.dialog.getByRole('button', { name: 'Done' }).click();
  await expect.poll(() => page.content()).not.toContain('ph_003aUl');

  await view.serverToken('Grace').getByRole('button', { name: 'New secret for Grace…' }).click();
  await view.dialog.getByRole('button', { name: 'Make secret' }).click();
  await view.dialog.getByRole('button', { name: 'Done' }).click();
  await expect(view.serverToken('Grace')).toContainText('still counts: ends');
  await view.serverToken('Grace').getByRole('button', { name: 'Revoke Grace…' }).click();
  await view.serverToken('Grace').getByRole('button', { name: 'Revoke Grace', exact: true }).click();
  await expect(view.serverToken('Grace')).toHaveCount(0);
  expect(app.engine.calls.filter((call) => !call.startsWith('listTokens'))).toEqual([
    'createToken {"label":"Grace","scope":{"names":["shop"],"maxTunnels":3}}',
    expect.stringMatching(/^rotateToken tk_\w+ 86400$/),
    expect.stringMatching(/^revokeToken tk_/),
  ]);
});

test('shows licences with what they allow, and takes one from a paste or a file', async ({ app, page }) => {
  fillSecrets(app.engine);
  app.engine.licences.set([
    aLicence({ daysLeft: 12 }),
    aLicence({
      ...{
        id: 'old',
        plan: 'Trial',
        state: 'expired',
        message: 'It expired on 3 May 2026.',
        nextStep: 'Ask for a new one.',
      },
      daysLeft: 0,
    }),
  ]);
  const view = new SecretsPage(page, app);
  await view.open();
  const studio = view.licences.getByRole('listitem', { name: 'Studio' });
  await expect(studio).toContainText('Ada Lovelace');
  await expect(studio).toContainText('2 of 5 tunnels open');
  await expect(studio).toContainText('12 days left');
  await expect(studio).toContainText('Kept in a file that only you can read');
  await expect(view.others).not.toContainText('Studio');
  const trial = view.licences.getByRole('listitem', { name: 'Trial' });
  await expect(trial).toContainText('It expired on 3 May 2026. Ask for a new one.');
  await trial.getByRole('button', { name: 'Check Trial now' }).click();
  await trial.getByRole('button', { name: 'Remove the licence Trial…' }).click();
  await trial.getByRole('button', { name: 'Remove the licence Trial', exact: true }).click();
  await expect(trial).toHaveCount(0);

  await page.getByRole('button', { name: 'Add a licence…' }).click();
  const field = view.dialog.getByRole('textbox', { name: 'Licence, key or link' });
  app.engine.failures.set('importLicence', { message: 'The key is mistyped: a character is wrong.', field: 'text' });
  await field.fill('AAAA-BBBB');
  await view.dialog.getByRole('button', { name: 'Add licence' }).click();
  await expect(field).toHaveAccessibleDescription('The key is mistyped: a character is wrong.');
  app.engine.failures.delete('importLicence');
  const file = { name: 'ada.licence', mimeType: 'text/plain', buffer: Buffer.from('eyJ.of-a.file') };
  await view.dialog.locator('input[type=file]').setInputFiles(file);
  await expect(field).toHaveValue('eyJ.of-a.file');
  await view.dialog.getByRole('button', { name: 'Add licence' }).click();
  await expect(view.dialog).toHaveCount(0);
  expect(app.engine.calls).toEqual([
    'recheckLicence old',
    'removeLicence old',
    'importLicence AAAA-BBBB',
    'importLicence eyJ.of-a.file',
  ]);
});

test('says of each licence what is wrong with it, and what to do, in the engine’s own words', async ({ app, page }) => {
  const now = Date.now();
  const of = (plan: string, part: Partial<LicenceConfig>) =>
    licenceView(
      { ...LICENCE, validFrom: now - 90 * DAY_MS, validUntil: now + 90 * DAY_MS, plan, id: plan, ...part },
      { now, tunnels: 0 },
    );
  const refused = (code: LicenceRefusalCode, message: string) => ({ problem: { code, message } });
  app.engine.licences.set([
    of('Well', {}),
    of('Off', { clockAheadMs: -3 * HOUR_MS }),
    of('Over here', { clockAheadMs: -2 * DAY_MS, validUntil: now - DAY_MS }),
    of('Unknown', { serverIds: [] }),
    of('Early', { validFrom: now + DAY_MS }),
    of('Late', { validUntil: now - DAY_MS }),
    of('Gone', refused('licence-revoked', 'Example Exits has revoked it.')),
    of('Full', refused('licence-device-limit', 'Its 2 computers are taken.')),
  ]);
  const view = new SecretsPage(page, app);
  await view.open();
  /** Resolves with the colour in which it is said. */
  const says = async (plan: string, words: RegExp) => {
    const line = view.licences.getByRole('listitem', { name: plan }).getByText(words);
    await expect(line).toBeVisible();
    return line.evaluate((element) => getComputedStyle(element).color);
  };
  const setClock = 'Set this computer’s date and time right, and check it again\\.';
  const calm = await says('Well', /^It is valid until [^.]+\.\s*$/);
  const warning = await says('Off', new RegExp(`clock is off by 3 h: it is ahead\\. ${setClock}`));
  const valid = 'The licence itself is valid\\.';
  expect(await says('Over here', new RegExp(`clock is off by 2 days: it is ahead\\. ${valid} ${setClock}`))).toBe(
    warning,
  );
  const wrong = [
    await says('Unknown', /None of your exit servers takes licences of Example Exits\. Add the exit server/),
    await says('Early', /It is not valid before .*\. Wait until then/),
    await says('Late', /It expired on .*\. Renew it at Example Exits/),
    await says('Gone', /Example Exits has revoked it\. What runs goes on/),
    await says('Full', /Its 2 computers are taken\. Remove it on one of these computers/),
  ];
  expect(new Set(wrong).size).toBe(1);
  expect(new Set([calm, warning, wrong[0]]).size).toBe(3);
});

test('finds one of very many tokens', async ({ app, page }) => {
  fillSecrets(app.engine);
  app.engine.tokens.list = Array.from({ length: 500 }, (_, n) => aTokenRecord({ id: `tk_${n}`, label: `client ${n}` }));
  const view = new SecretsPage(page, app);
  await view.open();
  await view.openTokensOf(LABEL);
  await expect(page.getByText('300 more: type to find them.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Find a token' }).fill('client 499');
  await expect(view.serverToken('client 499')).toBeVisible();
  await expect(page.getByText('more: type to find them')).toHaveCount(0);
});

test('says why the tokens of a server cannot be shown, and shows them when they can', async ({ app, page }) => {
  fillSecrets(app.engine);
  app.engine.failures.set('listTokens', { message: 'This token is for tunnels: ask for an admin token.' });
  const view = new SecretsPage(page, app);
  await view.open();
  await view.openTokensOf(LABEL);
  await expect(page.getByText('This token is for tunnels')).toBeVisible();
  app.engine.failures.delete('listTokens');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(view.serverToken('ci')).toBeVisible();
  await page.getByRole('link', { name: 'Secrets' }).first().click();
  await expect(view.tokens).toBeVisible();
});

test('without any server it says where tokens come from; a lost engine is said, too', async ({ app, page }) => {
  const view = new SecretsPage(page, app);
  await view.open();
  await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'No licences' })).toBeVisible();
  await expect(view.others).toContainText('No password of a proxy is stored');
  await app.stop();
  await view.place('Memory only').getByRole('button', { name: 'Move all to: Memory only' }).click();
  await expect(page.getByText('Porthole’s engine is not answering.')).toBeVisible();
  await page.getByRole('button', { name: 'Add a server' }).click();
  await expect(page.getByRole('textbox', { name: 'Join link' })).toBeFocused();
});

test('a server’s card says that its token must be entered again, and takes it', async ({ app, page }) => {
  fillSecrets(app.engine);
  await page.goto(app.url);
  await page.getByRole('link', { name: 'Servers' }).click();
  const card = page.getByRole('list', { name: 'Servers' }).getByRole('listitem', { name: 'lab.example.net' });
  await expect(card).toContainText('cannot be decrypted');
  await card.getByRole('button', { name: 'Enter the token…' }).click();
  await expect(page.getByRole('dialog', { name: 'New token for lab.example.net' })).toBeVisible();
});

for (const scheme of ['light', 'dark'] as const) {
  test(`fits 720 px in the ${scheme} theme`, async ({ app, page }, info) => {
    fillSecrets(app.engine);
    app.engine.preferences.set({ theme: scheme, defaultServerId: 'own' });
    app.engine.licences.set([aLicence({ daysLeft: 12 })]);
    await page.setViewportSize({ width: 720, height: 900 });
    const view = new SecretsPage(page, app);
    await view.open();
    await expect(view.token(LABEL)).toBeVisible();
    expect(await overflow(page)).toBe(0);
    await page.screenshot({ path: info.outputPath('secrets.png') });
    await view.openTokensOf(LABEL);
    await expect(view.serverToken('ci')).toBeVisible();
    expect(await overflow(page)).toBe(0);
    await page.screenshot({ path: info.outputPath('server-tokens.png') });
  });
}
