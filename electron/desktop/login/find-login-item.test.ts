import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { temporaryFolder } from '../../engine/testing/temporary-folder.ts';
import { findLoginItem } from './find-login-item.ts';
import { startsHidden } from './starts-hidden.ts';

async function setUp(isPackaged: boolean) {
  const config = await temporaryFolder();
  const settings = {
    openAtLogin: false,
    wasOpenedAtLogin: true,
    status: 'enabled' as const,
    executableWillLaunchAtLogin: false,
    launchItems: [],
  };
  const app = {
    isPackaged,
    getPath: () => config,
    getAppPath: () => '/checkout',
    getLoginItemSettings: () => settings,
    setLoginItemSettings: vi.fn(),
  };
  return { app, file: join(config, 'autostart/porthole.desktop') };
}

it.each([
  ['a package', true, {}, `"${process.execPath}" "--hidden"`],
  [
    'an AppImage, by its file',
    true,
    { APPIMAGE: '/home/me/Porthole.AppImage' },
    '"/home/me/Porthole.AppImage" "--hidden"',
  ],
  ['a checkout', false, {}, `"${process.execPath}" "/checkout" "--hidden"`],
] as const)('starts %s on Linux', async (_what, isPackaged, environment, command) => {
  const { app, file } = await setUp(isPackaged);
  await findLoginItem(app, 'linux', environment).set(true);
  expect(readFileSync(file, 'utf8')).toContain(`\nExec=${command}\n`);
});

it('asks macOS and Windows, and writes nothing there', async () => {
  for (const platform of ['darwin', 'win32'] as const) {
    const { app, file } = await setUp(true);
    await findLoginItem(app, platform, {}).set(true);
    expect(app.setLoginItemSettings).toHaveBeenCalledWith(expect.objectContaining({ openAtLogin: true }));
    expect(existsSync(file)).toBe(false);
  }
});

it('starts hidden by the flag, and on macOS when it says that this is a start at login', async () => {
  const { app } = await setUp(true);
  expect(startsHidden(app, 'linux', ['porthole', '--hidden'])).toBe(true);
  expect(startsHidden(app, 'darwin', ['porthole'])).toBe(true);
  expect(startsHidden(app, 'linux', ['porthole'])).toBe(false);
});
