import { expect, it } from 'vitest';
import { renameOver } from './rename-over.ts';

/** A rename that is refused so often before it works. */
function refusing(times: number, code: string) {
  const tries: string[] = [];
  const move = async (from: unknown, to: unknown) => {
    tries.push(`${from} ${to}`);
    if (tries.length <= times) throw Object.assign(new Error(code), { code });
  };
  return { move, tries };
}

it('waits on Windows for a program that looks at the file', async () => {
  const { move, tries } = refusing(2, 'EPERM');
  await renameOver('new', 'old', { platform: 'win32', move });
  expect(tries).toEqual(['new old', 'new old', 'new old']);
});

it.each([
  ['win32', 'EPERM', 20],
  ['win32', 'ENOSPC', 1],
  ['linux', 'EACCES', 1],
] as const)('gives up on %s with %s after %d', async (platform, code, count) => {
  const { move, tries } = refusing(Number.POSITIVE_INFINITY, code);
  await expect(renameOver('new', 'old', { platform, move })).rejects.toThrow(code);
  expect(tries).toHaveLength(count);
});
