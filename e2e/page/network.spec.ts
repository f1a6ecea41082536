import { expect } from '@playwright/test';
import { aServer, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';

test('a proxy of one’s own is saved with its password, which is not shown again', async ({ app, home, page }) => {
  await home.open();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('radiogroup', { name: 'Proxy' }).getByText('Own').click();
  const form = page.getByRole('form', { name: 'Own proxy' });
  await form.getByLabel('Address of the proxy').fill('http://ada@proxy.corp:3128');
  await form.getByLabel('Password', { exact: true }).fill('geheim');
  app.engine.failures.set('network', { message: 'The proxy’s address is none.', field: 'proxyUrl' });
  await form.getByRole('button', { name: 'Save proxy' }).click();
  await expect(form.getByRole('alert')).toHaveText('The proxy’s address is none.');
  app.engine.failures.delete('network');
  await form.getByRole('button', { name: 'Save proxy' }).click();
  await expect(page.getByText('Saved the proxy.')).toBeVisible();
  const change = { proxyMode: 'own', proxyUrl: 'http://ada@proxy.corp:3128', proxyPassword: 'geheim' };
  expect(app.engine.calls.at(-1)).toBe(`network ${JSON.stringify(change)}`);
  await expect(form.getByLabel('Password', { exact: true })).toHaveValue('');
  await expect(form.getByPlaceholder('Stored')).toBeVisible();
  await page.getByRole('radiogroup', { name: 'Proxy' }).getByText('None').click();
  await expect(form).toHaveCount(0);
  expect(app.engine.calls.at(-1)).toBe('network {"proxyMode":"none"}');
});

test('a file of CAs is saved', async ({ app, home, page }) => {
  await home.open();
  await page.getByRole('link', { name: 'Settings' }).click();
  const form = page.getByRole('form', { name: 'More CAs' });
  await form.getByLabel('More certificate authorities').fill('/etc/corp/ca.pem');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved the file of CAs.')).toBeVisible();
  expect(app.engine.calls.at(-1)).toBe('network {"caFile":"/etc/corp/ca.pem"}');
});

test('a tunnel and its server say that the link goes over long-polling and through a proxy', async ({
  app,
  home,
  page,
}) => {
  const way = {
    transport: 'long-polling',
    proxy: 'proxy.corp:3128',
    linkNote: 'Connected over HTTPS long-polling, because WebSockets are blocked on this network.',
  } as const;
  app.engine.tunnels.set([aTunnel({ name: 'my-shop', ...way })]);
  app.engine.servers.set([aServer(), aServer({ id: 'exit', label: 'exit.example.com', embedded: false, ...way })]);
  await home.open();
  await page.getByRole('link', { name: 'my-shop', exact: true }).click();
  const note = page.getByRole('note');
  await expect(note).toHaveText(`${way.linkNote} Goes through the proxy proxy.corp:3128.`);
  await page.getByRole('link', { name: 'Servers' }).click();
  await expect(page.getByRole('listitem', { name: 'exit.example.com' }).getByRole('note')).toContainText(
    'long-polling',
  );
});
