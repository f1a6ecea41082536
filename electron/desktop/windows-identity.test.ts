import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { APP_ID, claimWindowsIdentity, LINK_SCHEME } from './windows-identity.ts';

it('is that of the packages', () => {
  const { appId, protocols } = parse(readFileSync(join(import.meta.dirname, '../../electron-builder.yml'), 'utf8'));
  expect([appId, protocols[0].schemes]).toEqual([APP_ID, [LINK_SCHEME]]);
});

it.each([
  ['win32', true, 1],
  ['win32', false, 0],
  ['darwin', true, 0],
  ['linux', true, 0],
] as const)('is claimed on %s, packaged: %s, %i times', (platform, isPackaged, times) => {
  const app = { isPackaged, setAppUserModelId: vi.fn(), setAsDefaultProtocolClient: vi.fn(() => true) };
  claimWindowsIdentity(app, platform);
  expect(app.setAppUserModelId.mock.calls).toHaveLength(times);
  expect(app.setAsDefaultProtocolClient.mock.calls).toHaveLength(times);
});
