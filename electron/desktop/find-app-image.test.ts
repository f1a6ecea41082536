import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../engine/testing/temporary-folder.ts';
import { findAppImage } from './find-app-image.ts';

const FILE = '/home/me/Porthole.AppImage';

it('finds the file that this program runs from, by its mount and behind symbolic links', async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, 'mount'));
  await symlink(join(folder, 'mount'), join(folder, 'link'));
  const program = join(folder, 'mount/porthole');
  expect(findAppImage({ APPIMAGE: FILE, APPDIR: join(folder, 'mount') }, program)).toBe(FILE);
  expect(findAppImage({ APPIMAGE: FILE, APPDIR: join(folder, 'link') }, program)).toBe(FILE);
  expect(findAppImage({ APPIMAGE: FILE }, program)).toBe(FILE);
});

it('takes no other program’s for its own', async () => {
  expect(findAppImage({}, '/opt/Porthole/porthole')).toBeUndefined();
  const terminal = { APPIMAGE: '/home/me/Terminal.AppImage', APPDIR: '/tmp/.mount_TermXY' };
  expect(findAppImage(terminal, '/opt/Porthole/porthole')).toBeUndefined();
  expect(findAppImage(terminal, '/tmp/.mount_TermXYZ/porthole')).toBeUndefined();
});
