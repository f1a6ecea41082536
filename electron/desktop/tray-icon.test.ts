import { existsSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { trayIconPath } from './tray-icon.ts';

const FOLDER = join(import.meta.dirname, '../../resources/tray');

const LIGHTS = ['asleep', 'connecting', 'online', 'degraded', 'refused'] as const;

test.each(LIGHTS)('there is an image for %s on every system', (light) => {
  const linux = trayIconPath(FOLDER, light, 'linux');
  const mac = trayIconPath(FOLDER, light, 'darwin');
  const windows = trayIconPath(FOLDER, light, 'win32');
  for (const path of [linux, mac, windows]) expect(existsSync(path)).toBe(true);
  for (const path of [linux, mac]) expect(existsSync(path.replace('.png', '@2x.png'))).toBe(true);
  expect([mac.endsWith('Template.png'), windows.endsWith('.ico')]).toEqual([true, true]);
});

test('there is no image that no system uses', () => {
  const used = LIGHTS.flatMap((light) => [
    `${light}.svg`,
    ...(['linux', 'darwin', 'win32'] as const).flatMap((platform) => {
      const name = basename(trayIconPath(FOLDER, light, platform));
      return platform === 'win32' ? [name] : [name, name.replace('.png', '@2x.png')];
    }),
  ]);
  expect(readdirSync(FOLDER).toSorted()).toEqual(used.toSorted());
});
