import type { LoginItemSettings, LoginItemSettingsOptions, Settings } from 'electron';
import { expect, it } from 'vitest';
import { SystemLoginItem } from './system-login-item.ts';

/** A system that has an item for each command line. */
class TestSystem {
  readonly items = new Set<string>();
  status: LoginItemSettings['status'] = 'enabled';

  getLoginItemSettings({ args = [] }: LoginItemSettingsOptions = {}): LoginItemSettings {
    const openAtLogin = this.items.has(args.join(' '));
    return {
      openAtLogin,
      status: this.status,
      wasOpenedAtLogin: false,
      executableWillLaunchAtLogin: openAtLogin,
      launchItems: [],
    };
  }

  setLoginItemSettings({ args = [], openAtLogin = false }: Settings): void {
    if (openAtLogin) this.items.add(args.join(' '));
    else this.items.delete(args.join(' '));
  }
}

it.each([
  ['darwin', ''],
  ['win32', '--hidden'],
] as const)('is switched on and off on %s', async (platform, args) => {
  const system = new TestSystem();
  const item = new SystemLoginItem(system, platform);
  expect(await item.isOn()).toBe(false);
  await item.set(true);
  expect([...system.items]).toEqual([args]);
  expect(await item.isOn()).toBe(true);
  await item.set(false);
  expect([...system.items]).toEqual([]);
});

it('says what to do where macOS wants to be asked', async () => {
  const system = new TestSystem();
  system.status = 'requires-approval';
  await expect(new SystemLoginItem(system, 'darwin').set(true)).rejects.toThrow('Login Items');
});
