import { readFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { aRequest, manyRequests } from '../fixtures/fake-request-values.ts';
import { aTunnel } from '../fixtures/fake-values.ts';
import { test as base } from '../fixtures/page-test.ts';
import { RequestsPage } from '../pages/requests-page.ts';

const test = base.extend<{ requests: RequestsPage }>({
  requests: async ({ app, page }, use) => {
    app.engine.tunnels.set([aTunnel({ name: 'my-shop' }), aTunnel({ name: 'hooks' })]);
    await use(new RequestsPage(page, app));
  },
});

test('requests appear as they come, newest first, and wait while the list is paused', async ({ app, requests }) => {
  await requests.open();
  await expect(requests.page.getByText('No requests yet')).toBeVisible();
  app.engine.requests.add(aRequest({ id: 1, path: '/first' }));
  await expect(requests.row('GET /first, 200')).toBeVisible();
  await requests.button('Pause').click();
  app.engine.requests.add(aRequest({ id: 2, path: '/second', status: 500 }));
  await expect(requests.button('Resume (1 new)')).toBeVisible();
  await expect(requests.rows()).toHaveCount(1);
  await requests.button('Resume (1 new)').click();
  await expect(requests.rows().first()).toHaveAccessibleName(/^GET \/second, 500/);
});

test('filters are asked of the store', async ({ app, requests, page }) => {
  app.engine.requests.add(
    aRequest({ id: 3, path: '/checkout', method: 'POST', status: 500 }),
    aRequest({ id: 2, path: '/cart', tunnelId: 'hooks' }),
    aRequest({ id: 1, path: '/checkout' }),
  );
  await requests.open();
  await requests.search.pressSequentially('check');
  await expect(requests.rows()).toHaveCount(2);
  // Typing goes on where it paused.
  await page.keyboard.type('out');
  await expect(requests.search).toHaveValue('checkout');
  await expect.poll(() => app.engine.calls).toContain('query {"text":"checkout"}');
  await requests.choose('Status', '5xx');
  await expect(requests.rows()).toHaveCount(1);
  expect(app.engine.calls).toContain('query {"text":"checkout","status":"5xx"}');
  await requests.choose('Tunnel', 'hooks');
  await expect(page.getByText('No request fits')).toBeVisible();
  await requests.button('Show all requests').click();
  await expect(requests.rows()).toHaveCount(3);
  await expect(requests.search).toHaveValue('');
});

test('one status code, a duration and a span of time are asked of the store', async ({ app, requests, page }, info) => {
  const noon = new Date(2026, 4, 3, 12).getTime();
  app.engine.requests.add(
    aRequest({ id: 3, path: '/missing', status: 404, startedAt: noon + 3_600_000, durationMs: 2_500 }),
    aRequest({ id: 2, path: '/gone', status: 410, startedAt: noon + 60_000, durationMs: 900 }),
    aRequest({ id: 1, path: '/early', status: 404, startedAt: noon - 60_000, durationMs: 20 }),
  );
  await requests.open();
  await requests.chooseCode(404);
  await expect(requests.rows()).toHaveCount(2);
  await requests.leastDuration.fill('1000');
  await expect(requests.rows()).toHaveCount(1);
  await expect(requests.row('GET /missing, 404')).toBeVisible();
  expect(app.engine.calls).toContain('query {"status":404,"minMs":1000}');
  await requests.leastDuration.fill('');
  await requests.choose('Status', '4xx');
  await expect(requests.rows()).toHaveCount(3);

  await requests.time.click();
  const times = page.getByRole('dialog', { name: 'Time' });
  await times.getByLabel('From').fill('2026-05-03T12:00');
  await expect(requests.rows()).toHaveCount(2);
  await times.getByLabel('To').fill('2026-05-03T12:30');
  await expect(requests.rows()).toHaveCount(1);
  await expect(requests.row('GET /gone, 410')).toBeVisible();
  await page.screenshot({ path: info.outputPath('time.png') });
  await times.getByLabel('To').fill('2026-05-03T11:00');
  await expect(times.getByLabel('To')).toHaveAccessibleDescription(
    'This is before the beginning: choose a later time.',
  );
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Remove the filter by time' }).click();
  await expect(requests.rows()).toHaveCount(3);
  await requests.time.click();
  await times.getByRole('button', { name: 'Last hour' }).click();
  await expect(page.getByText('No request fits')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(requests.time).toHaveText(/^Since /);
  await requests.button('Show all requests').click();
  await expect(requests.rows()).toHaveCount(3);
  await expect(requests.time).toHaveText('Any time');
});

test('a tunnel shows its own requests in a tab', async ({ app, requests, page }) => {
  app.engine.requests.add(aRequest({ id: 2, path: '/mine' }), aRequest({ id: 1, path: '/other', tunnelId: 'hooks' }));
  await page.goto(app.url);
  await page.getByRole('link', { name: 'my-shop', exact: true }).click();
  await page.getByRole('navigation', { name: 'Views of my-shop' }).getByRole('link', { name: 'Requests' }).click();
  await expect(requests.row('GET /mine')).toBeVisible();
  await expect(requests.rows()).toHaveCount(1);
  await expect(page.getByPlaceholder('All tunnels')).toHaveCount(0);
});

test('a list of ten thousand draws the rows in view only, and loads older ones while it is scrolled', async ({
  app,
  requests,
  page,
}) => {
  app.engine.requests.add(...manyRequests(10_000));
  await requests.open();
  await expect(requests.rows().first()).toBeVisible();
  expect(await requests.rows().count()).toBeLessThan(80);
  await requests.list.focus();
  // Each page has 200.
  await expect(async () => {
    await page.keyboard.press('End');
    const last = await requests.rows().last().getAttribute('aria-posinset');
    expect(Number(last)).toBeGreaterThan(600);
  }).toPass();
  await expect(requests.detail).toBeVisible();
  expect(await requests.rows().count()).toBeLessThan(80);
});

test('one request shows its fields, masked ones masked, and its bodies as JSON, text and bytes', async ({
  app,
  requests,
}) => {
  app.engine.requests.add(aRequest({ id: 1, method: 'POST', path: '/hook', sent: 'a=b&c=d' }));
  await requests.open();
  await requests.row('POST /hook').click();
  const { detail } = requests;
  await expect(detail.getByRole('heading')).toHaveText('POST /hook');
  await expect(detail).toContainText('answer began after 18 ms · whole after 24 ms');
  await expect(detail.getByRole('row', { name: 'Set-Cookie' })).toContainText('masked, not kept');
  const body = detail.getByRole('region', { name: 'Body of the answer' });
  await expect(body).toHaveText(/"items": \[\s+1,\s+2\s+\]/);
  await detail.getByText('Hex', { exact: true }).click();
  await expect(body).toContainText('00000000  7b 22 6f 6b');
  await requests.tab('Request').click();
  await expect(detail.getByRole('region', { name: 'Body of the request' })).toHaveText('a=b&c=d');
});

test('an image is drawn', async ({ app, requests }) => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><circle cx="20" cy="20" r="18"/></svg>';
  app.engine.requests.add(
    aRequest({ id: 1, path: '/logo', got: svg, answerFields: [['Content-Type', 'image/svg+xml']] }),
  );
  await requests.open();
  await requests.row('GET /logo').click();
  const image = requests.detail.getByRole('img', { name: 'Body of the answer' });
  await expect.poll(() => image.evaluate((element: HTMLImageElement) => element.naturalWidth)).toBe(40);
});

test('the arrow keys move through the list', async ({ app, requests, page }) => {
  app.engine.requests.add(aRequest({ id: 2, path: '/two' }), aRequest({ id: 1, path: '/one' }));
  await requests.open();
  await expect(requests.rows()).toHaveCount(2);
  await requests.list.focus();
  await page.keyboard.press('ArrowDown');
  await expect(requests.row('GET /two')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(requests.detail.getByRole('heading')).toHaveText('GET /one');
  await page.keyboard.press('Home');
  await expect(requests.detail.getByRole('heading')).toHaveText('GET /two');
});

test('a request is sent again, and its answer is shown', async ({ app, requests }) => {
  app.engine.requests.add(aRequest({ id: 1, method: 'POST', path: '/hook', sent: '{}' }));
  await requests.open();
  await requests.row('POST /hook').click();
  await requests.button('Replay').click();
  await expect(requests.rows()).toHaveCount(2);
  expect(app.engine.calls).toContain('replay 1 {}');
  await requests.detail.getByRole('button', { name: 'replay of an earlier request' }).click();
  await expect(requests.rows().last()).toHaveAttribute('aria-selected', 'true');
});

test('what was masked is asked for before it is sent again, and what is wrong is said beside its field', async ({
  app,
  requests,
  page,
}) => {
  const fields = {
    requestFields: [
      ['Host', 'shop'],
      ['Authorization', null],
    ],
    maskedFields: ['Authorization'],
  };
  app.engine.requests.add(aRequest({ id: 1, path: '/private', ...(fields as Partial<ReturnType<typeof aRequest>>) }));
  await requests.open();
  await requests.row('GET /private').click();
  await requests.button('Replay').click();
  const dialog = page.getByRole('dialog', { name: 'Edit and replay' });
  await expect(dialog).toContainText('What Authorization said was not kept: fill it in, or it is left out.');
  await dialog.getByLabel('Fields').fill('Host: shop\nnonsense');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog).toContainText('Line 2 is no field');
  await dialog.getByLabel('Fields').fill('Host: shop\nAuthorization: Bearer x');
  await dialog.getByLabel('Path').fill('/a b');
  app.engine.failures.set('replay', { message: 'A path has no spaces.', field: 'path' });
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog.getByLabel('Path')).toHaveAccessibleDescription('A path has no spaces.');
  app.engine.failures.delete('replay');
  await dialog.getByLabel('Path').fill('/other');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog).toHaveCount(0);
  const edit = {
    method: 'GET',
    path: '/other',
    fields: [
      ['Host', 'shop'],
      ['Authorization', 'Bearer x'],
    ],
  };
  expect(app.engine.calls).toContain(`replay 1 ${JSON.stringify(edit)}`);
});

test('a cut body says why it cannot be sent again', async ({ app, requests }) => {
  const noReplay = 'Of its body of 90000 bytes only the first 65536 were kept, so it cannot be sent again.';
  app.engine.requests.add(aRequest({ id: 1, path: '/upload', noReplay }));
  await requests.open();
  await requests.row('GET /upload').click();
  await expect(requests.button('Replay')).toBeDisabled();
  await expect(requests.detail).toContainText(noReplay);
});

test('a signature is checked with a secret that is never shown again', async ({ app, requests, page }) => {
  const signed = { requestFields: [['Stripe-Signature', 't=1,v1=00']] as [string, string][] };
  app.engine.requests.add(aRequest({ id: 1, path: '/hook', ...signed }));
  app.engine.requests.verdict = { result: 'body-changed', message: 'It has a line break more at its end.' };
  await requests.open();
  await requests.row('GET /hook').click();
  await requests.tab('Signature').click();
  await page.getByLabel('Secret of Stripe').fill('whsec_1234');
  await requests.button('Save and check').click();
  await expect(requests.detail).toContainText('The body was changed');
  await expect(requests.detail).toContainText('It has a line break more at its end.');
  await expect(page.getByRole('combobox', { name: 'Secret' })).toHaveValue('Stripe (…1234)');
  await requests.button('Replay, signed now').click();
  await expect.poll(() => app.engine.calls).toContain('replay 1 {} secret-Stripe');
});

test('messages of a WebSocket are shown both ways', async ({ app, requests }) => {
  const message = { at: Date.now(), kind: 'text', size: 5, cut: false, compressed: false } as const;
  const messages = [
    { ...message, number: 1, from: 'visitor' as const, base64: btoa('hello') },
    { ...message, number: 2, from: 'service' as const, base64: btoa('world') },
  ];
  const socket = { webSocket: true, status: 101, messages, messagesFromVisitor: 1, messagesFromService: 1 };
  app.engine.requests.add(aRequest({ id: 1, path: '/socket', ...socket }));
  await requests.open();
  await requests.row('GET /socket').click();
  await requests.tab('Messages').click();
  const list = requests.detail.getByRole('list', { name: 'Messages' });
  await expect(list.getByRole('listitem').first()).toContainText('From the visitor:');
  await expect(list).toContainText('world');
});

test('requests are copied as cURL, saved as HAR, and cleared', async ({ app, requests, page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  app.engine.requests.add(aRequest({ id: 1, path: '/one' }));
  await requests.open();
  await requests.row('GET /one').click();
  await requests.button('Copy as cURL').click();
  await expect(page.getByText('Copied the request as a cURL command.')).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('curl /one');
  await requests.button('More for requests').click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Export HAR' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toMatch(/^porthole-.*\.har$/);
  const har = JSON.parse(await readFile(await file.path(), 'utf8'));
  expect(har.log).toMatchObject({ version: '1.2', entries: [{ request: { url: '/one' } }] });
  await requests.button('More for requests').click();
  await page.getByRole('menuitem', { name: 'Clear all requests' }).click();
  await page.getByRole('menuitem', { name: 'Press again' }).click();
  await expect(page.getByText('No requests yet')).toBeVisible();
});

test('what is captured is set in Settings', async ({ app, home, page }) => {
  await home.open();
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Keep requests over restarts' }).click();
  await expect(page.getByText('on this computer’s disk, not encrypted')).toBeVisible();
  const form = page.getByRole('form', { name: 'Captured requests' });
  await form.getByLabel('KiB of each body').fill('16');
  await form.getByLabel('Masked fields').fill('Authorization, X-Api-Key');
  await form.getByRole('button', { name: 'Save limits' }).click();
  await expect(page.getByText('Saved. It counts for requests from now on.')).toBeVisible();
  expect(app.engine.requests.settings.value).toMatchObject({
    keepOnDisk: true,
    bodyBytes: 16_384,
    maskedFields: ['Authorization', 'X-Api-Key'],
  });
  await form.getByLabel('Masked fields').fill('not: a name');
  await form.getByRole('button', { name: 'Save limits' }).click();
  await expect(form.getByRole('alert')).toContainText('letters, digits and hyphens');
});
