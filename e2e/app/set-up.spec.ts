import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { parse } from 'yaml';
import { test } from '../fixtures/app-test.ts';

/** An address of loopback that nobody else uses (Linux has all of 127.0.0.0/8): the control plane's port is the same in every file. */
const ADDRESS = '127.0.0.77';
/** Two exit servers are started while the page looks every few seconds. */
const CHAIN_MS = 180_000;

test('the page makes the file, says what it waits for, and adds the server by itself when that answers', async ({
  app,
  page,
  processes,
  shot,
}) => {
  test.setTimeout(CHAIN_MS);
  await page.goto(app.url);
  await page.getByRole('link', { name: 'Servers' }).click();
  await page.getByRole('button', { name: 'I have no server yet: set one up' }).click();
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('Type the domain or the IP address of the server.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Its domain' }).fill(ADDRESS);
  await page.getByRole('textbox', { name: 'Email for HTTPS' }).fill('ana@example.com');
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('Let’s Encrypt certifies names: give a domain, or leave the email empty.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Email for HTTPS' }).fill('');
  await page.getByRole('button', { name: 'Make the file' }).click();
  const waits = page.getByRole('status').filter({ hasText: ADDRESS });
  await expect(waits).toHaveText(/nothing listens on port 8123 yet/);
  await shot('set-up-waiting');

  // The machine: the unit of the file, with its own flags but for what needs root and public addresses.
  const text = await page.getByRole('textbox', { name: 'user-data.yaml' }).inputValue();
  const config: { write_files: { path: string; content: string }[] } = parse(text);
  const contentOf = (end: string) => config.write_files.find(({ path }) => path.endsWith(end))?.content ?? '';
  const folder = await processes.temporaryFolder();
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, contentOf('/token'), { mode: 0o600 });
  const [, started = ''] = /^ExecStart=(.*)$/m.exec(contentOf('.service').replaceAll(/\\\n\s*/g, '')) ?? [];
  const values: Record<string, string> = {
    '--control-addr': `${ADDRESS}:8123`,
    '--data-addr': `${ADDRESS}:0`,
    '--token-file': tokenFile,
    '--data-dir': join(folder, 'data'),
  };
  const words = started.split(' ').slice(1);
  const flags = words.map((word, index) => values[words[index - 1] ?? ''] ?? word);
  expect(flags).toContain('--auto-tls');
  const run = (token: string) =>
    processes.startEntry(
      'exit/main.ts',
      flags.map((word) => (word === tokenFile ? token : word)),
      {
        ready: /^data plane on /,
      },
    );

  const otherToken = join(folder, 'other-token');
  await writeFile(otherToken, 'somebody-elses-token-0123456789', { mode: 0o600 });
  const stranger = await run(otherToken);
  await expect(waits).toHaveText(/does not have this token/);
  await stranger.stop();

  await run(tokenFile);
  await expect(page.getByText(`${ADDRESS} answers, and was added.`)).toBeVisible();
  const card = page.getByRole('list', { name: 'Servers' }).getByRole('listitem').filter({ hasText: ADDRESS });
  await expect(card).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Set up a server' })).toBeHidden();
  await shot('set-up-done');
});

test('cancelling forgets the token, and says where it may still be', async ({ app, page }) => {
  await page.goto(app.url);
  await page.getByRole('link', { name: 'Servers' }).click();
  await page.getByRole('button', { name: 'I have no server yet: set one up' }).click();
  await page.getByRole('textbox', { name: 'Its domain' }).fill('nowhere.invalid');
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'nowhere.invalid' })).toHaveText(/DNS has no address/);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByText('Its token is forgotten here')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Make the file' })).toBeVisible();
  await expect(page.getByRole('list', { name: 'Servers' }).getByRole('listitem')).toHaveCount(1);
});
