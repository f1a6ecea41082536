import { expect } from '@playwright/test';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { eventually } from '../fixtures/eventually.ts';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { startEngine } from '../fixtures/start-engine.ts';
import { visit } from '../fixtures/visit.ts';
import { SecretsPage } from '../pages/secrets-page.ts';

/** "Within a second or so", with two busy cores between. */
const SOON_MS = 3_000;

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
    await page.getByRole('link', { name: 'Servers' }).click();
    await page
      .getByRole('textbox', { name: 'Join link' })
      .fill(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
    await page.getByRole('button', { name: 'Add server' }).click();
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
      SOON_MS,
    );
    await expect(row).toHaveCount(0);
    await shot('server-tokens');
  } finally {
    await guest.stop();
    await upstream.close();
  }
});
