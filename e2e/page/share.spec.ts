import { expect } from '@playwright/test';
import { aService, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

test('shares a typed port: the row is green, its URL is in the clipboard and a toast says so', async ({
  app,
  home,
}) => {
  app.engine.onShare = () => aTunnel({ name: 'my-shop', publicUrl: 'http://my-shop.localhost:8000' });
  await home.open();
  await home.share('3000');
  const row = home.row('my-shop');
  await expect(row.status('Online')).toBeVisible();
  await expect(home.toast('Copied http://my-shop.localhost:8000 to the clipboard.')).toBeVisible();
  expect(await home.page.evaluate(() => navigator.clipboard.readText())).toBe('http://my-shop.localhost:8000');
  await expect(home.field).toHaveValue('');
  await expect(home.summary).toHaveText('1 tunnel online · all healthy');
  expect(app.engine.calls).toEqual(['share 3000']);
});

test('counts a click that is quicker than the connection to the engine', async ({ app, home, page }) => {
  app.engine.onShare = () => aTunnel({ name: 'my-shop' });
  const connection = Promise.withResolvers<void>();
  await page.routeWebSocket(/\/rpc/, async (socket) => {
    await connection.promise;
    socket.connectToServer();
  });
  await home.open();
  await home.share('3000');
  await expect(home.summary).toHaveText('Connecting…');
  await expect(home.shareButton).toHaveAttribute('data-loading', 'true');
  connection.resolve();
  await expect(home.row('my-shop').status('Online')).toBeVisible();
  expect(app.engine.calls).toEqual(['share 3000']);
});

test('shares a detected service in one click; then its chip leads to the row', async ({ app, home }) => {
  app.engine.services.set([aService({ port: 5173, program: 'vite', project: 'my-shop' })]);
  app.engine.onShare = (target) => aTunnel({ name: 'my-shop', upstream: `http://127.0.0.1:${target}` });
  await home.open();
  await home.chip('vite · my-shop · 5173').click();
  await expect(home.row('my-shop').status('Online')).toBeVisible();
  const shared = home.page.getByRole('button', { name: 'vite · my-shop · 5173 is shared: show it' });
  const { root } = home.row('my-shop');
  // By the share itself; it goes out after a second, which a busy test may not look at.
  await expect(root).not.toHaveAttribute('data-lit');
  await root.evaluate((row) => {
    const note = () => row.toggleAttribute('data-was-lit', true);
    new MutationObserver(note).observe(row, { attributeFilter: ['data-lit'] });
  });
  await shared.click();
  await expect(root).toHaveAttribute('data-was-lit');
  expect(app.engine.calls).toEqual(['share 5173']);
});

test('names services by what is known of them', async ({ app, home }) => {
  app.engine.services.set([
    aService({ port: 8080, program: undefined, project: undefined, title: 'Grafana' }),
    aService({ port: 9000, program: undefined, project: undefined }),
    aService({ port: 6379, program: undefined, project: undefined, kind: 'tcp' }),
  ]);
  await home.open();
  await expect(home.chip('Grafana · 8080')).toBeVisible();
  await expect(home.chip('Web server · 9000')).toBeVisible();
  await expect(home.chip('TCP service · 6379')).toBeVisible();
});

test.describe('where the browser refuses the clipboard', () => {
  test.use({ permissions: [] });

  test('says to press Copy', async ({ app, home }) => {
    await home.page.addInitScript(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('Denied', 'NotAllowedError'));
    });
    app.engine.onShare = () => aTunnel({ name: 'my-shop' });
    await home.open();
    await home.share('3000');
    await expect(home.toast('Press Copy in its row')).toBeVisible();
  });
});

for (const [typed, message] of [
  ['', 'Type a port such as 3000'],
  ['70000', 'Ports go from 1 to 65535.'],
  ['my shop', 'An address has no spaces in it.'],
  ['localhost', 'Add the port behind it: localhost:3000.'],
  ['ftp://127.0.0.1:21', 'ftp:// cannot be shared.'],
] as const) {
  test(`says beside the field what is wrong with "${typed}"`, async ({ app, home }) => {
    await home.open();
    await home.share(typed);
    await expect(home.page.getByText(message)).toBeVisible();
    await expect(home.field).toBeFocused();
    await expect(home.field).toHaveAccessibleDescription(new RegExp(message.slice(0, 20)));
    expect(app.engine.calls).toEqual([]);
  });
}

test('shows the refusal of the engine beside the field and keeps what was typed', async ({ app, home }) => {
  app.engine.failures.set('share', {
    message: 'Nothing answers on port 3000. Start your server first.',
    field: 'target',
  });
  await home.open();
  await home.share('3000');
  await expect(home.page.getByText('Nothing answers on port 3000. Start your server first.')).toBeVisible();
  await expect(home.field).toHaveValue('3000');
});

test('a share that was refused says why in its row, with no toast of success', async ({ app, home }) => {
  app.engine.onShare = () =>
    aTunnel({
      name: 'shop',
      publicUrl: undefined,
      status: {
        state: 'refused',
        code: 'name-taken',
        message: 'The name shop is taken.',
        nextStep: 'Choose another.',
        remedy: 'rename',
      },
    });
  await home.open();
  await home.share('3000');
  const row = home.row('shop');
  await expect(row.status('Refused')).toBeVisible();
  await expect(row.root).toContainText('The name shop is taken. Choose another.');
  await expect(home.toast('Copied')).toHaveCount(0);
  await row.remedy('Choose another name').click();
  await expect(home.page.getByRole('dialog').getByRole('textbox', { name: 'Name' })).toBeFocused();
});
