import { join } from 'node:path';
import { expect } from '@playwright/test';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test as base, ServedApp } from '../fixtures/app-test.ts';
import { LicenceIssuer } from '../fixtures/licence-issuer.ts';
import { type NodeUpstream, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { type ExitProgram, startExit, TOKEN } from '../fixtures/porthole.ts';
import { visit } from '../fixtures/visit.ts';
import { SecretsPage } from '../pages/secrets-page.ts';
import { ServersPage } from '../pages/servers-page.ts';
import { TunnelRow } from '../pages/tunnel-row.ts';

/** An issuer, and two services that answer with their names. */
const test = base.extend<{ issuer: LicenceIssuer; blog: NodeUpstream; shop: NodeUpstream; secrets: SecretsPage }>({
  issuer: async ({ processes }, use) => {
    await use(await LicenceIssuer.make(processes, 'Example Exits'));
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  blog: async ({}, use) => {
    const upstream = await startNodeUpstream((_request, response) => response.end('blog'));
    await use(upstream);
    await upstream.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads a fixture's needs from this pattern
  shop: async ({}, use) => {
    const upstream = await startNodeUpstream((_request, response) => response.end('shop'));
    await use(upstream);
    await upstream.close();
  },
  secrets: async ({ app, page }, use) => {
    await use(new SecretsPage(page, app));
  },
});

/** Each starts several programs, and one waits for an end, on cores that may be busy otherwise. */
test.describe.configure({ timeout: 180_000 });

/** For the end of a licence that lasts as long as two tunnels may take to open on a busy machine, ms. */
const EXPIRED_WITHIN_MS = 60_000;

const linkTo = (exit: ExitProgram) => formatJoinLink({ server: exit.controlUrl, token: TOKEN });

/** The row of what leads to a service. */
const rowOf = (view: SecretsPage, { port }: NodeUpstream): TunnelRow =>
  new TunnelRow(
    view.page,
    view.page
      .getByRole('list', { name: 'Tunnels' })
      .getByRole('listitem')
      .filter({ hasText: `:${port}` }),
  );

async function answerOf(row: TunnelRow): Promise<string> {
  const url = (await row.openLink.getAttribute('href')) ?? '';
  return (await visit(url)).body.toString();
}

test('a server that asks for a licence lets tunnels run with one, from a paste or a file, within its limits', async ({
  home,
  page,
  processes,
  issuer,
  blog,
  shop,
  secrets,
  shot,
}) => {
  const exit = await startExit(processes, {}, ['--require-licence', '--licence-issuer', issuer.publicKey]);
  const url = 'https://exits.example.com/licences';
  const small = ['issue', '--holder', 'Ada Lovelace', '--plan', 'Studio', '--tunnels', '1', '--expires', '10d'];
  const { licence } = await issuer.licence(...small, '--url', url);
  await home.open();
  await new ServersPage(page).join(linkTo(exit));
  await page.getByRole('link', { name: 'Tunnels' }).first().click();
  await home.share(String(blog.port));
  const first = rowOf(secrets, blog);
  await expect(first.status('Refused')).toBeVisible();
  await expect(first.root).toContainText(
    'This exit server asks for a licence. Add the one that you got from whoever runs it.',
  );
  await shot('asked-for');

  await first.remedy('Add a licence').click();
  await secrets.licenceField.fill(`  "${licence}"\n`);
  await shot('dialog');
  await secrets.addLicence();
  await expect(secrets.dialog).toHaveCount(0);
  await expect(first.status('Online')).toBeVisible();
  expect(await answerOf(first)).toBe('blog');

  await home.share(String(shop.port));
  const second = rowOf(secrets, shop);
  await expect(second.status('Refused')).toBeVisible();
  await expect(second.root).toContainText(
    'The licence "Studio" is for one tunnel at once, of all computers that use it: close one first. Stop another tunnel, then try again.',
  );

  await page.getByRole('link', { name: 'Secrets' }).click();
  const studio = secrets.licence('Studio');
  for (const fact of ['Ada Lovelace', '1 of 1 tunnels open', 'no TCP', 'licence of Example Exits', '10 days left']) {
    await expect(studio).toContainText(fact);
  }
  await expect(studio).toContainText('Kept in a file that only you can read');
  await expect(studio.getByRole('button', { name: 'Copy web address of Studio' })).toHaveAttribute('title', url);

  const file = join(await processes.temporaryFolder(), 'workshop.licence');
  const large = ['issue', '--holder', 'Ada Lovelace', '--plan', 'Workshop', '--tunnels', '5', '--expires', '60d'];
  await issuer.licence(...large, '--out', file);
  await page.getByRole('button', { name: 'Add a licence…' }).click();
  await secrets.dialog.locator('input[type=file]').setInputFiles(file);
  await expect(secrets.licenceField).toHaveValue(/^eyJ/);
  await secrets.addLicence();
  await expect(secrets.licence('Workshop')).toContainText('2 of 5 tunnels open');
  await page.setViewportSize({ width: 720, height: 900 });
  await shot('licences-720');
  await page.getByRole('link', { name: 'Tunnels' }).first().click();
  await expect(second.status('Online')).toBeVisible();
  expect(await answerOf(second)).toBe('shop');
  expect(await page.content()).not.toContain(licence.slice(-40));
});

test('a subscription is activated by its key, bound to one computer, and ends for new tunnels when it is revoked', async ({
  home,
  page,
  context,
  processes,
  issuer,
  blog,
  shop,
  secrets,
  shot,
}) => {
  const exit = await startExit(processes, {}, ['--data-dir', issuer.folder, '--require-licence']);
  const { id, key } = await issuer.licence('issue', '--holder', 'Ada Lovelace', '--plan', 'Studio', '--subscription');
  await home.open();
  await new ServersPage(page).join(linkTo(exit));
  await page.getByRole('link', { name: 'Secrets' }).click();
  await page.getByRole('button', { name: 'Add a licence…' }).click();
  const typo = `${key.slice(0, 6)}${key[6] === '7' ? '8' : '7'}${key.slice(7)}`;
  await secrets.licenceField.fill(typo);
  await secrets.addLicence();
  await expect(secrets.licenceField).toHaveAccessibleDescription(
    `The key is mistyped: group 2 (${typo.slice(5, 9)}) looks wrong, since a character is wrong. Compare it with the original.`,
  );
  await shot('typo');
  await secrets.licenceField.fill(key.toLowerCase());
  await secrets.addLicence();
  const studio = secrets.licence('Studio');
  await expect(studio).toContainText('It goes on until it is cancelled.');
  await expect(studio).toContainText('subscription of Example Exits');
  expect((await issuer.licence('list'))[0].devices.active).toHaveLength(1);
  await page.getByRole('link', { name: 'Tunnels' }).first().click();
  await home.share(String(blog.port));
  const running = rowOf(secrets, blog);
  await expect(running.status('Online')).toBeVisible();

  const second = new ServedApp(processes, await processes.temporaryFolder());
  await second.start();
  const other = new SecretsPage(await context.newPage(), second);
  await other.page.goto(second.url);
  await new ServersPage(other.page).join(linkTo(exit));
  await other.page.getByRole('link', { name: 'Secrets' }).click();
  await other.page.getByRole('button', { name: 'Add a licence…' }).click();
  await other.licenceField.fill(key);
  await other.addLicence();
  await expect(other.licenceField).toHaveAccessibleDescription(
    /^This subscription is for one computer, and is in use on .+: remove it there first/,
  );
  await expect(other.licenceField).toHaveValue(key);
  await other.page.close();

  await issuer.licence('revoke', id);
  await home.share(String(shop.port));
  const refused = rowOf(secrets, shop);
  await expect(refused.status('Refused')).toBeVisible();
  await expect(refused.root).toContainText(
    /This licence was revoked on .+: ask its issuer for another one\. Add the new one\./,
  );
  await expect(running.status('Online')).toBeVisible();
  expect(await answerOf(running)).toBe('blog');
  await page.getByRole('link', { name: 'Secrets' }).click();
  await expect(studio).toContainText(/was revoked on .+What runs goes on, no new tunnels open\./);
  await shot('revoked');
});

test('what runs goes on when its licence expires, what starts anew is refused; foreign and early ones say why they do not help', async ({
  app,
  home,
  page,
  processes,
  issuer,
  blog,
  shop,
  secrets,
}) => {
  const exit = await startExit(processes, {}, ['--require-licence', '--licence-issuer', issuer.publicKey]);
  await home.open();
  await new ServersPage(page).join(linkTo(exit));
  await page.getByRole('link', { name: 'Tunnels' }).first().click();
  const [running, again] = [rowOf(secrets, blog), rowOf(secrets, shop)];
  for (const { port } of [blog, shop]) await home.share(String(port));
  await expect(running.status('Refused')).toBeVisible();
  await expect(again.status('Refused')).toBeVisible();
  const ada = ['issue', '--holder', 'Ada Lovelace'];
  const stranger = await LicenceIssuer.make(processes, 'Other');
  const foreign = await stranger.licence(...ada, '--expires', '10d');
  const early = await issuer.licence(...ada, '--plan', 'Next year', '--starts', '300d', '--expires', '600d');
  await running.remedy('Add a licence').click();
  // Its end is waited for below.
  const { licence } = await issuer.licence(...ada, '--plan', 'Trial', '--expires', '30s');
  await secrets.licenceField.fill(licence);
  await secrets.addLicence();
  await expect(running.status('Online')).toBeVisible();
  await expect(again.status('Online')).toBeVisible();

  await page.getByRole('link', { name: 'Secrets' }).click();
  await page.getByRole('button', { name: 'Add a licence…' }).click();
  await secrets.licenceField.fill(foreign.licence);
  await secrets.addLicence();
  await expect(secrets.dialog).toContainText(
    '127.0.0.1 does not take licences of Other: choose the exit server that it is for.',
  );
  await secrets.licenceField.fill(early.licence);
  await secrets.addLicence();
  const later = secrets.licence('Next year');
  await expect(later).toContainText(/It is not valid before .+\. Wait until then\./);
  await later.getByRole('button', { name: 'Remove the licence Next year…' }).click();
  await later.getByRole('button', { name: 'Remove the licence Next year', exact: true }).click();
  await expect(later).toHaveCount(0);

  await expect(secrets.licence('Trial')).toContainText(/It expired on .+\. Renew it at Example Exits\./, {
    timeout: EXPIRED_WITHIN_MS,
  });
  await page.getByRole('link', { name: 'Tunnels' }).first().click();
  await expect(running.status('Online')).toBeVisible();
  expect(await answerOf(running)).toBe('blog');
  expect(await answerOf(again)).toBe('shop');

  await again.toggle.click();
  await expect(again.status('Stopped')).toBeVisible();
  await again.toggle.click();
  const words = /This licence expired on .+ UTC: renew it at its issuer\. Add the new one\./;
  await expect(again.root).toContainText(words);
  expect(await answerOf(running)).toBe('blog');
  await app.stop();
  await app.start();
  await expect(running.root).toContainText(words);
});
