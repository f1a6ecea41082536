import { expect } from '@playwright/test';
import type { UpdateStep } from '../../shared/contract/updates.ts';
import { aDesktop } from '../fixtures/fake-desktop.ts';
import { test } from '../fixtures/page-test.ts';

/** What is said of a step, whether it stands above every view, and what can be clicked in Settings. */
const STEPS: readonly (readonly [step: UpdateStep, words: string, above: boolean, buttons: readonly string[]])[] = [
  [{ state: 'checking' }, 'Looking for a new version…', false, []],
  [
    { state: 'available', version: '2.0.0', declined: false },
    'Version 2.0.0 is available.',
    true,
    ['Download', 'What is new', 'Not now'],
  ],
  [
    { state: 'available', version: '2.0.0', declined: true },
    'Version 2.0.0 is available.',
    false,
    ['Download', 'What is new', 'Look now'],
  ],
  [
    { state: 'downloading', version: '2.0.0', received: 42, total: 100 },
    'Downloading version 2.0.0: 42 %',
    true,
    ['Cancel', 'What is new'],
  ],
  [
    { state: 'ready', version: '2.0.0', declined: false },
    'Version 2.0.0 is ready.',
    true,
    ['Restart to update', 'What is new', 'Not now'],
  ],
  [
    {
      state: 'failed',
      during: 'download',
      version: '2.0.0',
      reason: 'no-room',
      message: 'The disk is full.',
      nextStep: 'Make room.',
    },
    'The disk is full. Make room.',
    true,
    ['Try again', 'What is new', 'Not now'],
  ],
  [{ state: 'off', reason: 'package' }, 'This package does not replace itself', false, ['Release page']],
  [{ state: 'idle', checkedAt: 1 }, 'This is the newest version.', false, ['Look now']],
];

test('an update is told of where it matters, with what can be done about it', async ({ app, page }) => {
  const desktop = aDesktop({ state: 'idle' });
  app.engine.desktop = desktop;
  await page.goto(`${app.url}`);
  await page.evaluate(() => {
    window.location.hash = '/settings';
  });
  const main = page.getByRole('main');
  for (const [step, words, above, buttons] of STEPS) {
    desktop.updates.set({ step, hasReleasePage: true });
    await expect(main.getByText(words)).toBeVisible();
    await expect(page.getByRole('status').filter({ hasText: words })).toHaveCount(above ? 1 : 0);
    const found = main.getByRole('button', {
      name: /^(?:Download|What is new|Not now|Look now|Cancel|Restart to update|Try again|Release page)$/,
    });
    await expect(found).toHaveText([...buttons]);
  }
  await main.getByRole('button', { name: 'Look now' }).click();
  await main.getByRole('switch', { name: 'Look for updates' }).click({ force: true });
  await expect(main.getByRole('switch', { name: 'Look for updates' })).not.toBeChecked();
  expect(app.engine.calls).toEqual(['checkUpdates', 'desktop {"lookForUpdates":false}']);
});
