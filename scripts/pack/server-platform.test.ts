import { expect, test } from 'vitest';
import { usualPlatform } from './server-platform.ts';

test('packs for this machine where servers are like it, and else for most servers', () => {
  expect(usualPlatform('linux-arm64')).toBe('linux-arm64');
  expect(usualPlatform('linux-x64')).toBe('linux-x64');
  expect(usualPlatform('darwin-arm64')).toBe('linux-x64');
});
