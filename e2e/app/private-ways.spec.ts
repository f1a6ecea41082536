import { expect } from '@playwright/test';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { test } from '../fixtures/app-test.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { withFreePort } from '../fixtures/processes.ts';

test('a service shared with one’s own devices is reached on localhost; a target that is not allowed is refused', async ({
  home,
  page,
  processes,
  shot,
}) => {
  const upstream = await startNodeUpstream(namedHash('mine'));
  const exit = await startExit(processes);
  try {
    await home.open();
    await page.getByRole('link', { name: 'Servers' }).click();
    const field = page.getByRole('textbox', { name: /join link/i });
    await field.fill(formatJoinLink({ server: exit.controlUrl, token: TOKEN }));
    await field.press('Enter');
    await expect(page.getByText(exit.controlUrl).first()).toBeVisible();
    await page.getByRole('link', { name: 'Tunnels' }).first().click();

    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Share with my own devices only…' }).click();
    await dialog.getByRole('textbox', { name: 'Service' }).fill(String(upstream.port));
    await dialog.getByRole('textbox', { name: 'Name' }).fill('mine');
    await dialog.getByRole('button', { name: 'Share' }).click();
    await expect(home.row('mine').status('Online')).toBeVisible();
    await expect(dialog).toBeHidden();

    const reach = async (target: string, port: number) => {
      await page.getByRole('button', { name: 'Reach a remote service…' }).click();
      await dialog.getByRole('textbox', { name: 'Service' }).fill(target);
      await dialog.getByRole('textbox', { name: 'Local port' }).fill(String(port));
      await shot('dialog');
      await dialog.getByRole('button', { name: 'Reach it' }).click();
      await expect(dialog).toBeHidden();
    };
    await withFreePort(async (port) => {
      await reach('mine.internal', port);
      await expect(home.row(`mine-${port}`).status('Online')).toBeVisible();
      const direct = await fetch(`http://127.0.0.1:${upstream.port}/`, { headers: { Connection: 'close' } });
      const forwarded = await fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } });
      expect(await forwarded.text()).toBe(await direct.text());
    });
    await withFreePort((port) => reach('10.9.8.7:5432', port));
    const refused = home.row('10-9-8-7-5432');
    await expect(refused.status('Refused')).toBeVisible();
    await expect(refused.root).toContainText('its operator must add --allow-forward 10.9.8.7:5432.');
    await shot('rows');
  } finally {
    await upstream.close();
  }
});
