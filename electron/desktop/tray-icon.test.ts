import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { trayIconPath } from './tray-icon.ts';

const FOLDER = join(import.meta.dirname, '../../resources/tray');

test.each(['asleep', 'connecting', 'online', 'degraded', 'refused'] as const)(
  'there is an image for %s on every system',
  (light) => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const path = trayIconPath(FOLDER, light, platform);
      expect(existsSync(path)).toBe(true);
      expect(existsSync(path.replace('.png', '@2x.png'))).toBe(true);
      expect(path.endsWith('Template.png')).toBe(platform === 'darwin');
    }
  },
);
