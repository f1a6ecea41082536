import { expect } from '@playwright/test';
import { aServer, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { clipboardOf } from '../pages/clipboard.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

const EXIT = aServer({ id: 'exit', label: 'exit.example.com', embedded: false });

test('reaches a service over there: dialog, row and address', async ({ app, home, page }) => {
  app.engine.servers.set([aServer(), EXIT]);
  await home.open();
  await page.getByRole('button', { name: 'Reach a remote service…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Reach a remote service' });
  const service = dialog.getByRole('textbox', { name: 'Service' });
  await expect(service).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(service).toHaveAccessibleDescription(/Type a host and a port/);
  await service.fill('db.internal:5432');
  await dialog.getByRole('textbox', { name: 'Local port' }).fill('15432');
  await page.keyboard.press('Enter');
  const row = home.row('forward-15432');
  await expect(row.status('Online')).toBeVisible();
  await expect(row.root).toContainText('Forward');
  await expect(row.root).toContainText(/localhost:15432.*leads to.*db\.internal:5432/);
  await expect(row.qr).toBeHidden();
  await row.copy.click();
  await expect.poll(clipboardOf(page)).toBe('localhost:15432');
  expect(app.engine.calls).toEqual(['forward 15432 db.internal:5432 exit']);
});

test('takes the port over there for the one here, and says what the exit server does not allow', async ({
  app,
  home,
  page,
}) => {
  app.engine.servers.set([aServer(), EXIT]);
  app.engine.failures.set('forward', { message: 'The local port is taken.', field: 'localPort' });
  await home.open();
  await page.getByRole('button', { name: 'Reach a remote service…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Service' }).fill('db:5432');
  await dialog.getByRole('button', { name: 'Reach it' }).click();
  await expect(dialog.getByRole('textbox', { name: 'Local port' })).toHaveAccessibleDescription(
    /The local port is taken/,
  );
  expect(app.engine.calls).toEqual(['forward 5432 db:5432 exit']);
});

test('asks for an exit server of one’s own where there is none', async ({ app, home, page }) => {
  await home.open();
  await page.getByRole('button', { name: 'Reach a remote service…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Service' }).fill('db:5432');
  await dialog.getByRole('button', { name: 'Reach it' }).click();
  await expect(dialog.getByText('Add an exit server under Servers first')).toBeVisible();
  expect(app.engine.calls).toEqual([]);
});

test('shares with one’s own devices only', async ({ app, home, page }) => {
  app.engine.servers.set([aServer(), EXIT]);
  app.engine.onShare = () =>
    aTunnel({ name: 'db', kind: 'private', upstream: 'tcp://127.0.0.1:5432', publicUrl: 'tcp://db.internal' });
  await home.open();
  await page.getByRole('button', { name: 'Share with my own devices only…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'Service' }).fill('5432');
  await dialog.getByRole('textbox', { name: 'Name' }).fill('db');
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveAccessibleDescription(/db\.internal/);
  await page.keyboard.press('Enter');
  const row = home.row('db');
  await expect(row.root).toContainText('Private');
  await expect(row.root).toContainText(/127\.0\.0\.1:5432.*is reached from other devices as.*db\.internal/);
  await row.copy.click();
  await expect.poll(clipboardOf(page)).toBe('db.internal');
  expect(app.engine.calls).toEqual(['share 5432']);
});

test('shows the hops of a forward tunnel in the order of its way', async ({ app, home, page }) => {
  const message = 'Nothing listens on db:5432, as the exit server sees it since 14:02.';
  const probes = {
    link: { state: 'ok' },
    upstream: { state: 'failed', message },
    publicUrl: { state: 'ok' },
  } as const;
  app.engine.tunnels.set([
    aTunnel({
      id: 'f',
      name: 'db-5432',
      kind: 'forward',
      upstream: 'tcp://db:5432',
      localPort: 5432,
      publicUrl: 'tcp://localhost:5432',
      probes,
      status: {
        state: 'degraded',
        hop: 'upstream',
        since: 0,
        message,
        nextStep: 'Start the service over there, or choose another target.',
        remedy: 'edit-upstream',
      },
    }),
  ]);
  await home.open();
  await home.row('db-5432').title.click();
  const hops = page.getByRole('list', { name: 'Probes' }).getByRole('listitem');
  await expect(hops).toHaveText([/You/, /Local port/, /Link/, /Service/]);
  await page.getByRole('button', { name: 'Change the address' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('textbox', { name: 'Leads to' })).toBeFocused();
  await expect(dialog.getByRole('textbox', { name: 'Local port' })).toHaveValue('5432');
});

for (const scheme of ['light', 'dark'] as const) {
  test(`fits 720 px in the ${scheme} theme`, async ({ app, home, page }) => {
    app.engine.preferences.set({ theme: scheme, defaultServerId: 'exit' });
    app.engine.servers.set([aServer(), EXIT]);
    app.engine.tunnels.set([
      aTunnel({
        id: 'f',
        name: 'db-5432',
        kind: 'forward',
        upstream: 'tcp://db.internal:5432',
        localPort: 5432,
        publicUrl: 'tcp://localhost:5432',
      }),
      aTunnel({
        id: 'p',
        name: 'cache',
        kind: 'private',
        upstream: 'tcp://127.0.0.1:6379',
        publicUrl: 'tcp://cache.internal',
      }),
    ]);
    await page.setViewportSize({ width: 720, height: 800 });
    await home.open();
    await expect(home.rows()).toHaveCount(2);
    await page.getByRole('button', { name: 'Reach a remote service…' }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    const overflow = await page.evaluate(() => {
      const content = document.querySelector('main');
      return content === null ? -1 : content.scrollWidth - content.clientWidth;
    });
    expect(overflow).toBe(0);
  });
}
