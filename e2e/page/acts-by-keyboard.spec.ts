import { expect } from '@playwright/test';
import { aRequest } from '../fixtures/fake-request-values.ts';
import { fillSecrets } from '../fixtures/fake-secrets.ts';
import { aTunnel } from '../fixtures/fake-values.ts';
import { test as base } from '../fixtures/page-test.ts';
import { Keys } from '../pages/keys.ts';
import { RequestsPage } from '../pages/requests-page.ts';
import { RulesPage } from '../pages/rules-page.ts';
import { SecretsPage } from '../pages/secrets-page.ts';

const test = base.extend<{ keys: Keys }>({
  keys: async ({ app, page }, use) => {
    app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
    await use(new Keys(page));
  },
});

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('shares what is typed, copies, shows the QR code, stops and starts', async ({ app, home, page, keys }) => {
  app.engine.onShare = () => aTunnel({ name: 'api' });
  await home.open();
  await keys.type(home.field, '4000');
  await page.keyboard.press('Enter');
  const row = home.row('api');
  await keys.press(row.copy);
  await expect(home.toast(/Copied http:\/\/api\.localhost/).first()).toBeVisible();
  await keys.press(row.qr);
  await keys.escapeTo(page.getByRole('dialog', { name: 'QR code of api' }), row.qr);
  await keys.press(row.toggle, 'Space');
  await expect(row.status('Stopped')).toBeVisible();
  await page.keyboard.press('Space');
  await expect(row.status('Online')).toBeVisible();
});

test('edits a tunnel, and gives the focus back to its menu; deletes it, and undoes that', async ({
  app,
  home,
  page,
  keys,
}) => {
  await home.open();
  const more = (name: string) => home.row(name).root.getByRole('button', { name: 'More for' });
  await keys.choose(more('my-shop'), 'Edit…');
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await keys.escapeTo(dialog, more('my-shop'));
  await keys.choose(more('my-shop'), 'Edit…');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await keys.type(dialog.getByRole('textbox', { name: 'Name' }), 'other');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(more('other')).toBeFocused();
  await keys.choose(more('other'), 'Delete');
  await expect(home.rows()).toHaveCount(0);
  await keys.press(page.getByRole('button', { name: 'Undo' }));
  await expect(home.row('other').root).toBeVisible();
  expect(app.engine.calls.map((call) => call.split(' ')[0])).toEqual(['update', 'remove', 'undoRemove']);
});

test('opens and leaves each dialog of the share bar, and the palette', async ({ home, page, keys }) => {
  await home.open();
  for (const name of ['Share with my own devices only…', 'Reach a remote service…', 'Bring tunnels over…']) {
    const button = page.getByRole('button', { name });
    await keys.press(button);
    await keys.escapeTo(page.getByRole('dialog'), button);
  }
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('textbox', { name: 'Command' })).toBeFocused();
  await keys.escapeTo(
    page.getByRole('dialog', { name: 'Command palette' }),
    page.getByRole('button', { name: 'Bring tunnels over…' }),
  );
});

test('makes rules', async ({ app, home, page, keys }) => {
  await home.open();
  const rules = new RulesPage(page);
  await keys.press(page.getByRole('link', { name: 'Rules of my-shop:' }));
  await keys.press(rules.form.getByRole('button', { name: 'Add an account' }));
  await expect(rules.field('User name of account 1')).toBeFocused();
  await page.keyboard.type('ada');
  await keys.type(rules.password(1), 'correct horse');
  await keys.goTo(rules.form.getByRole('combobox', { name: 'Host header' }));
  await page.keyboard.press('Enter');
  // The list takes the keys when it has faded in.
  await expect(async () => {
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('option').nth(1)).toHaveAttribute('data-combobox-selected', { timeout: 500 });
  }).toPass();
  await page.keyboard.press('Enter');
  await keys.press(rules.save);
  await expect(rules.summary).toContainText('Visitors need 1 account');
  expect(app.engine.calls.at(-1)).toContain('"hostHeader":"upstream"');
});

test('goes through requests, and sends one again', async ({ app, page, keys }) => {
  const one = aRequest({ id: 1, method: 'POST', path: '/hook', status: 500, sent: '{}' });
  app.engine.requests.add(aRequest({ id: 3, path: '/three' }), aRequest({ id: 2, path: '/two' }), one);
  const requests = new RequestsPage(page, app);
  await page.goto(app.url);
  await keys.press(page.getByRole('link', { name: 'Requests', exact: true }));
  await expect(requests.rows()).toHaveCount(3);
  await keys.goTo(requests.list);
  await page.keyboard.press('End');
  await expect(requests.detail.getByRole('heading')).toHaveText('POST /hook');
  await keys.press(requests.button('Edit and replay'));
  await keys.escapeTo(page.getByRole('dialog'), requests.button('Edit and replay'));
  await keys.press(requests.button('Replay'));
  await expect.poll(() => app.engine.calls).toContain('replay 1 {}');
  // Its answer takes the place of what is shown, and of the focus there.
  await expect(requests.detail).toContainText('replay of an earlier request');
  await keys.goTo(requests.tab('Answer'));
  await page.keyboard.press('ArrowRight');
  await expect(requests.tab('Request')).toHaveAttribute('aria-selected', 'true');
});

test('adds a server by its join link', async ({ app, page, keys }) => {
  await page.goto(app.url);
  await keys.press(page.getByRole('link', { name: 'Servers' }));
  await keys.type(page.getByRole('textbox', { name: 'Join link' }), 'porthole://join?server=x&token=y');
  await page.keyboard.press('Enter');
  const card = page.getByRole('list', { name: 'Servers' }).getByRole('listitem', { name: 'exit.example.com' });
  await expect(card).toBeVisible();
  await keys.choose(card.getByRole('button', { name: 'More for' }), 'Remove…');
  await expect(card.getByRole('button', { name: 'Remove', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card).toHaveCount(0);
});

test('makes a token, and revokes it', async ({ app, page, keys }) => {
  fillSecrets(app.engine);
  const secrets = new SecretsPage(page, app);
  await page.goto(app.url);
  await keys.press(page.getByRole('link', { name: 'Secrets' }));
  await keys.press(secrets.token('exit.example.com').getByRole('button', { name: 'Tokens of' }));
  const make = page.getByRole('button', { name: 'Make a token…' });
  await keys.press(make);
  await keys.escapeTo(secrets.dialog, make);
  await keys.press(make);
  await expect(secrets.dialog.getByRole('textbox', { name: 'For' })).toBeFocused();
  await page.keyboard.type('Grace');
  await page.keyboard.press('Enter');
  await keys.press(secrets.dialog.getByRole('button', { name: 'Done' }));
  await expect(secrets.dialog).toBeHidden();
  await expect(make).toBeFocused();
  await keys.press(secrets.serverToken('Grace').getByRole('button', { name: 'Revoke Grace…' }));
  await expect(secrets.serverToken('Grace').getByRole('button', { name: 'Revoke Grace', exact: true })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(secrets.serverToken('Grace')).toHaveCount(0);
});

test('changes settings', async ({ app, page, keys }) => {
  await page.goto(app.url);
  await keys.press(page.getByRole('link', { name: 'Settings' }));
  await keys.goTo(page.getByRole('radio', { name: 'Light' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await keys.press(page.getByRole('switch', { name: 'Keep requests over restarts' }), 'Space');
  await expect(page.getByRole('switch', { name: 'Keep requests over restarts' })).toBeChecked();
  expect(app.engine.calls).toContain('settings {"theme":"dark"}');
});
