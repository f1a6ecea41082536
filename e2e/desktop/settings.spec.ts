import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { describeDesktop, untilShown } from './desktop-test.ts';

describeDesktop('the settings of the desktop app', (test) => {
  test('are reached by a shortcut; start at login is written for the system and taken back', async ({
    launch,
    userData,
  }) => {
    test.skip(process.platform !== 'linux', 'a file on Linux only');
    const file = join(dirname(userData), 'autostart/porthole.desktop');
    const app = await launch({ args: ['--hidden'] });
    const shown = await app.act({ act: 'press', accelerator: 'CmdOrCtrl+,' });
    expect(shown.windows[0]?.visible).toBe(true);
    await expect(app.page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();

    const atLogin = app.page.getByRole('switch', { name: 'Start at login' });
    await expect(atLogin).not.toBeChecked();
    await atLogin.click({ force: true });
    await expect(atLogin).toBeChecked();
    expect(readFileSync(file, 'utf8')).toMatch(/^Exec=".+" "--hidden"$/m);
    await app.page.getByRole('switch', { name: 'Notifications' }).click({ force: true });
    await expect(app.page.getByRole('switch', { name: 'Notifications' })).not.toBeChecked();
    await app.act({ act: 'quit' });
    expect(await app.exited).toBe(0);

    const next = await launch();
    await untilShown(next, 'the window', ({ windows: [window] }) => window?.visible === true);
    await expect(next.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    await next.act({ act: 'press', accelerator: 'CmdOrCtrl+,' });
    await expect(next.page.getByRole('switch', { name: 'Notifications' })).not.toBeChecked();
    const still = next.page.getByRole('switch', { name: 'Start at login' });
    await expect(still).toBeChecked();
    await still.click({ force: true });
    await expect(still).not.toBeChecked();
    expect(existsSync(file)).toBe(false);
  });
});
