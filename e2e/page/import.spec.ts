import { expect } from '@playwright/test';
import { aServer } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { runCommand } from '../pages/command-palette.ts';

const EXIT = aServer({ id: 'exit', label: 'exit.example.com', embedded: false });
const NGROK = `version: "2"
authtoken: not-needed
tunnels:
  website:
    proto: http
    addr: 8888
    hostname: www.example.com
    basic_auth: ["bob:bobpassword"]
    oauth: { provider: google }
  ssh:
    proto: tcp
    addr: 22
  admin:
    proto: http
    addr: http://localhost:8080/admin
`;

test('brings tunnels of ngrok.yml over: what becomes of each is said before anything is added', async ({
  app,
  home,
  page,
}) => {
  app.engine.servers.set([aServer(), EXIT]);
  await home.open();
  await page.getByRole('button', { name: 'Bring tunnels over…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Bring tunnels over' });
  const text = dialog.getByRole('textbox', { name: 'Settings or a command' });
  await expect(text).toBeFocused();
  await expect(dialog.getByRole('button', { name: 'Add', exact: true })).toBeDisabled();
  await text.fill(NGROK);
  const preview = dialog.getByRole('region', { name: 'What becomes of it' });
  await expect(preview).toContainText('From ngrok.yml');
  await expect(preview).toContainText('The authtoken is of your ngrok account');
  await expect(preview).toContainText('in place of www.example.com');
  await expect(preview).toContainText('The sign-in with OAuth is not carried over');
  await expect(preview).toContainText('Visitors need its account.');
  const admin = preview.getByRole('checkbox', { name: /admin/ });
  await expect(admin).toBeDisabled();
  await expect(preview).toContainText('leave "/admin" away');
  await preview.getByRole('checkbox', { name: /ssh/ }).uncheck();
  await dialog.getByRole('combobox', { name: 'Server' }).click();
  await page.getByRole('option', { name: 'exit.example.com' }).click();
  await dialog.getByRole('button', { name: 'Add 1 tunnel' }).click();
  await expect(page.getByText('1 tunnel added. Switch on what you want to run.')).toBeVisible();
  await expect(home.row('website').root).toBeVisible();
  expect(app.engine.calls).toEqual(['import 0 exit']);
});

test('opens a file, and says what is wrong with a text beside it', async ({ home, page }) => {
  await home.open();
  // Without a page there is nobody to take the shortcut.
  await expect(home.field).toBeVisible();
  await runCommand(page, 'Bring tunnels over from ngrok, frp, inlets or ssh…', 'Bring tunnels over');
  const dialog = page.getByRole('dialog', { name: 'Bring tunnels over' });
  const text = dialog.getByRole('textbox', { name: 'Settings or a command' });
  await text.fill('ngrok start --all');
  await expect(text).toHaveAccessibleDescription(/paste an "ngrok http", "tcp" or "tls" command, or ngrok\.yml/);
  const chooser = page.waitForEvent('filechooser');
  await dialog.getByRole('button', { name: 'Open a file…' }).click();
  await (await chooser).setFiles({
    name: 'frpc.toml',
    mimeType: 'text/plain',
    buffer: Buffer.from('[[proxies]]\nname = "web"\ntype = "http"\nlocalPort = 80\n'),
  });
  await expect(dialog.getByRole('checkbox', { name: /web.*127\.0\.0\.1:80/ })).toBeChecked();
  await expect(text).not.toHaveAccessibleDescription(/ngrok http/);
});

test('saves tunnels and servers to a file', async ({ home, page }) => {
  await home.open();
  await page.getByRole('link', { name: 'Settings' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save to a file' }).click();
  expect((await download).suggestedFilename()).toBe('porthole-export.json');
  await expect(page.getByText('Saved. Tokens and passwords are not in the file.')).toBeVisible();
});
