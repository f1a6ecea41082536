import type { MenuItemConstructorOptions } from 'electron';
import { expect, it, vi } from 'vitest';
import type { UpdateStep } from '../../shared/contract/updates.ts';
import type { TrayActions } from './tray-menu.ts';
import { updateEntry } from './update-entry.ts';

const acts = {
  downloadUpdate: vi.fn(),
  declineUpdate: vi.fn(),
  installUpdate: vi.fn(),
  openReleases: vi.fn(),
  showSettings: vi.fn(),
};

function entries(step: UpdateStep, hasReleasePage = true): MenuItemConstructorOptions[] {
  const view = { tunnels: [], services: [], paused: 0, windowVisible: true, updates: { step, hasReleasePage } };
  const [entry] = updateEntry(view, acts as unknown as TrayActions);
  if (entry === undefined) return [];
  return [entry, ...(Array.isArray(entry.submenu) ? entry.submenu : [])];
}

const labels = (step: UpdateStep, hasReleasePage?: boolean) => entries(step, hasReleasePage).map(({ label }) => label);

it('offers what can be done, and each does it', () => {
  const found = entries({ state: 'available', version: '2.0.0', declined: false });
  expect(found.map(({ label }) => label)).toEqual(['Version 2.0.0 is available', 'Download', 'What is new', 'Not now']);
  for (const { click } of found.slice(1)) (click as () => void)();
  expect([acts.downloadUpdate, acts.openReleases, acts.declineUpdate].map(({ mock }) => mock.calls.length)).toEqual([
    1, 1, 1,
  ]);
  const [, restart] = entries({ state: 'ready', version: '2.0.0', declined: false });
  expect(restart?.label).toBe('Restart to update');
  (restart as { click(): void }).click();
  expect(acts.installUpdate).toHaveBeenCalledOnce();
  const [failed] = entries({
    ...{
      state: 'failed',
      during: 'download',
      reason: 'no-room',
      version: '2.0.0',
      message: 'Full.',
      nextStep: 'Make room.',
    },
  });
  expect(failed?.label).toBe('The update did not work…');
  (failed as { click(): void }).click();
  expect(acts.showSettings).toHaveBeenCalledOnce();
});

it('leads to no release page where there is none, and does not change while a download goes on', () => {
  expect(labels({ state: 'ready', version: '2.0.0', declined: false }, false)).toEqual([
    'Version 2.0.0 is ready',
    'Restart to update',
    'Not now',
  ]);
  const at = (received: number) => labels({ state: 'downloading', version: '2.0.0', received, total: 100 });
  expect(at(10)).toEqual(['Downloading version 2.0.0…']);
  expect(at(20)).toEqual(at(10));
});

it.each<UpdateStep>([
  { state: 'off', reason: 'package' },
  { state: 'idle' },
  { state: 'checking' },
  { state: 'available', version: '2.0.0', declined: true },
  { state: 'ready', version: '2.0.0', declined: true },
  { ...{ state: 'failed', during: 'check', reason: 'unreachable', message: 'Away.', nextStep: 'Try again.' } },
])('is not there where nobody has to be told: $state', (step) => {
  expect(labels(step)).toEqual([]);
});
