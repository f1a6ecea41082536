import { test } from '@playwright/test';
import { HAS_ELECTRON } from './real-electron.ts';

test('says what the desktop specs run on', () => {
  const ran = HAS_ELECTRON ? 'stand-in and real Electron' : 'stand-in (real Electron: not run, no binary)';
  process.stdout.write(`desktop specs on: ${ran}\n`);
});
