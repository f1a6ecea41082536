import { execFile } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';
import { NODE, ROOT } from '../../scripts/setup/checkout.js';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { eventually } from '../fixtures/eventually.ts';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';
import { SecretsPage } from '../pages/secrets-page.ts';
import { ServersPage } from '../pages/servers-page.ts';

const run = promisify(execFile);

/** Each test starts several programs, and waits for some of them more than once, on cores that may be busy otherwise. */
test.describe.configure({ timeout: 180_000 });

/** It takes well under a second. What nobody told the client, it would learn by its pings: after 30 s at the earliest (shared/wire/session-limits.ts). */
const TOLD_MS = 15_000;
/** For the end of a token that lasts as long as a tunnel may take to open on a busy machine, ms. */
const EXPIRED_WITHIN_MS = 60_000;

test('an admin makes a token in the page; a second app joins with it, and learns of its end at once', async ({
  app,
  page,
  processes,
  shot,
}) => {
  const data = await processes.temporaryFolder();
  const exit = await startExit(processes, {}, ['--data-dir', data]);
  const upstream = await startNodeUpstream((_request, response) => response.end('hello'));
  const guest = await startEngine();
  try {
    await page.goto(app.url);
    await new ServersPage(page).join(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
    const view = new SecretsPage(page, app);
    await page.getByRole('link', { name: 'Secrets' }).click();
    await view.openTokensOf('127.0.0.1');
    await expect(page.getByRole('heading', { name: 'No tokens yet' })).toBeVisible();
    const joinLink = await view.makeToken('Grace', { Names: 'shop' });
    await shot('made-token');
    await view.dialog.getByRole('button', { name: 'Done' }).click();
    await expect(view.serverToken('Grace')).toContainText('Never used');

    const { id } = await guest.servers.join(joinLink);
    const share = { target: String(upstream.port), serverId: id };
    const tunnel = await guest.tunnels.share({ ...share, name: 'shop' });
    const url = await eventually('the guest’s public URL', () => guest.tunnels.get(tunnel.id).publicUrl);
    expect((await visit(url)).body.toString()).toBe('hello');
    expect(guest.servers.get(id).tokenGrant).toEqual({ label: 'Grace', admin: false, may: 'names shop' });
    const other = await guest.tunnels.share({ ...share, name: 'blog' });
    expect(other.status).toMatchObject({ state: 'refused', message: expect.stringContaining('names shop') });

    const row = view.serverToken('Grace');
    await row.getByRole('button', { name: 'Revoke Grace…' }).click();
    await row.getByRole('button', { name: 'Revoke Grace', exact: true }).click();
    await eventually(
      'the guest knows that its token was revoked',
      () => {
        const { status } = guest.tunnels.get(tunnel.id);
        return status.state === 'refused' && status.message.includes('This token was revoked');
      },
      TOLD_MS,
    );
    await expect(row).toHaveCount(0);
    await shot('server-tokens');
  } finally {
    await guest.stop();
    await upstream.close();
  }
});

test('a token gets a new secret: for a while both count, or the old one ends at once, with the reason', async ({
  app,
  page,
  processes,
}) => {
  const exit = await startExit(processes, {}, ['--data-dir', await processes.temporaryFolder()]);
  const upstream = await startNodeUpstream((_request, response) => response.end('hello'));
  const [first, second] = [await startEngine(), await startEngine()];
  try {
    await page.goto(app.url);
    await new ServersPage(page).join(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
    const view = new SecretsPage(page, app);
    await page.getByRole('link', { name: 'Secrets' }).click();
    await view.openTokensOf('127.0.0.1');
    const old = await view.makeToken('Grace');
    await view.dialog.getByRole('button', { name: 'Done' }).click();
    const { id: serverId } = await first.servers.join(old);
    const tunnel = await first.tunnels.share({ target: String(upstream.port), serverId, name: 'shop' });
    const url = await eventually('the first public URL', () => first.tunnels.get(tunnel.id).publicUrl);

    const fresh = await view.rotateToken('Grace', 'One hour');
    await view.dialog.getByRole('button', { name: 'Done' }).click();
    const row = view.serverToken('Grace');
    await expect(row).toContainText(/…\S{4} still counts: ends within an hour/);
    // Both count: the old one for what runs and for a session that begins now, the new one elsewhere.
    expect((await visit(url)).body.toString()).toBe('hello');
    first.servers.supervisor(serverId).restart();
    await eventually('the old secret lets it in again', async () => (await visit(url)).status === 200);
    const joined = await second.servers.join(fresh);
    const other = await second.tunnels.share({ target: String(upstream.port), serverId: joined.id, name: 'blog' });
    await eventually('the public URL with the new secret', () => second.tunnels.get(other.id).publicUrl);

    await view.rotateToken('Grace', 'Not at all: its sessions end now');
    await view.dialog.getByRole('button', { name: 'Done' }).click();
    await eventually(
      'the client with the secret of before knows why',
      () => {
        const { status } = second.tunnels.get(other.id);
        return status.state === 'refused' && status.code === 'token-replaced' && status.remedy === 'enter-token';
      },
      TOLD_MS,
    );
  } finally {
    for (const guest of [first, second]) await guest.stop();
    await upstream.close();
  }
});

test('a token that expires ends what runs over it, with the reason in the row, and another one mends it', async ({
  home,
  page,
  processes,
}) => {
  const data = await processes.temporaryFolder();
  const exit = await startExit(processes, {}, ['--data-dir', data]);
  const upstream = await startNodeUpstream((_request, response) => response.end('hello'));
  try {
    await home.open();
    const line = ['exit/main.ts', 'token', 'create', '--label', 'short', '--expires', '30s', '--data-dir', data];
    const { token } = JSON.parse((await run(NODE, [...line, '--json'], { cwd: ROOT })).stdout);
    await new ServersPage(page).join(formatJoinLink({ server: exit.controlUrl, token }));
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
    await expect(row.getByText('Refused', { exact: true })).toBeVisible({ timeout: EXPIRED_WITHIN_MS });
    await expect(row).toContainText(/This token expired on .+ UTC: .+ Enter the new token\./);
    await row.getByRole('button', { name: 'Enter a new token' }).click();
    const dialog = page.getByRole('dialog', { name: 'New token for 127.0.0.1' });
    await dialog.getByLabel('Token').fill(TOKEN);
    await dialog.getByRole('button', { name: 'Save token' }).click();
    await expect(row.getByText('Online', { exact: true })).toBeVisible();
  } finally {
    await upstream.close();
  }
});

test('secrets move between the file and memory with one click, and the app connects with them as before', async ({
  app,
  home,
  page,
  processes,
}) => {
  const exit = await startExit(processes, await lastingPorts());
  const upstream = await startNodeUpstream((_request, response) => response.end('hello'));
  const files = async () => (await readdir(app.dataDir)).filter((name) => /^secrets\..*\.json$/.test(name));
  try {
    await home.open();
    await new ServersPage(page).join(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await home.share(String(upstream.port));
    const row = home.rows().first();
    const online = row.getByText('Online', { exact: true });
    await expect(online).toBeVisible();
    const view = new SecretsPage(page, app);
    const moveTo = async (place: string) => {
      await page.getByRole('link', { name: 'Secrets' }).click();
      await view
        .place(place)
        .getByRole('button', { name: `Move all to: ${place}` })
        .click();
      await expect(view.place(place)).toContainText('In use');
    };

    await moveTo('Memory only');
    await expect(view.token('127.0.0.1')).toContainText('Kept in memory, until Porthole quits');
    await expect.poll(files).toEqual([]);
    // Another session must read the token from where it is now.
    await exit.program.stop();
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await expect(row.getByText('Reconnecting', { exact: true })).toBeVisible();
    await startExit(processes, { control: exit.controlPort, data: exit.dataPort });
    await expect(online).toBeVisible();

    await moveTo('An encrypted file');
    await expect(view.token('127.0.0.1')).toContainText('Kept in a file that only you can read');
    await expect.poll(files).toEqual(['secrets.file.json']);
    await app.stop();
    await expect(home.lostBanner).toBeVisible();
    await app.start();
    await page.getByRole('link', { name: 'Tunnels' }).first().click();
    await expect(online).toBeVisible();
    const url = (await row.getByRole('link', { name: 'in the browser' }).getAttribute('href')) ?? '';
    expect((await visit(url)).body.toString()).toBe('hello');
  } finally {
    await upstream.close();
  }
});
