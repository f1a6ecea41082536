import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../engine/testing/temporary-folder.ts';
import { mayLoadUpdate } from './may-load-update.ts';
import { readUpdateFeed } from './read-update-feed.ts';
import { type Installation, whyOff } from './why-off.ts';

async function feedOf(text: string) {
  const folder = await temporaryFolder();
  await writeFile(join(folder, 'app-update.yml'), text);
  return readUpdateFeed(folder);
}

describe('the feed', () => {
  it('of GitHub has a release page', async () => {
    const feed = await feedOf(
      'provider: github\nowner: somebody\nrepo: porthole\nupdaterCacheDirName: porthole-updater\n',
    );
    expect(feed?.releasePage?.()).toBe('https://github.com/somebody/porthole/releases');
    expect(feed?.releasePage?.('2.0.0-beta/1')).toBe(
      'https://github.com/somebody/porthole/releases/tag/v2.0.0-beta%2F1',
    );
  });

  it('of a server of one’s own has none', async () => {
    const feed = await feedOf('provider: generic\nurl: https://updates.example.com/porthole\n');
    expect(feed).toEqual({});
  });

  it.each([
    '',
    'provider: s3\nbucket: b\n',
    'provider: github\nowner: a/../b\nrepo: c\n',
    '- 1\n',
    'provider: [github\n',
  ])('is not known: %j', async (text) => {
    expect(await feedOf(text)).toBeUndefined();
  });

  it('is not there where the build names none', async () => {
    expect(await readUpdateFeed(await temporaryFolder())).toBeUndefined();
  });
});

describe('updates', () => {
  const appImage = { APPIMAGE: '/home/me/Porthole.AppImage', APPDIR: '/tmp/.mount_PortXY' };
  const app = async (more: Partial<Installation> = {}): Promise<Installation> => ({
    isPackaged: true,
    platform: 'linux',
    environment: appImage,
    program: '/tmp/.mount_PortXY/porthole',
    resources: await temporaryFolder(),
    feed: {},
    ...more,
  });

  it('are on in an AppImage, on macOS and on Windows', async () => {
    expect(whyOff(await app())).toBeUndefined();
    for (const platform of ['darwin', 'win32'] as const) {
      expect(whyOff(await app({ platform, environment: {} }))).toBeUndefined();
    }
  });

  it('are off in a checkout, in deb and rpm, in an unpacked folder, and where no place is named', async () => {
    expect(whyOff(await app({ isPackaged: false }))).toBe('development');
    const deb = await app();
    await writeFile(join(deb.resources, 'package-type'), 'deb');
    expect(whyOff(deb)).toBe('package');
    expect(whyOff(await app({ environment: {} }))).toBe('package');
    expect(whyOff(await app({ program: '/opt/Porthole/porthole' }))).toBe('package');
    expect(whyOff(await app({ feed: undefined }))).toBe('no-feed');
  });
});

it.each([
  ['https://github.com/somebody/porthole/releases.atom', true],
  ['http://127.0.0.1:8080/latest-linux.yml', true],
  ['http://github.com/somebody/porthole/releases.atom', false],
  ['http://127.0.0.1.example.com/latest-linux.yml', false],
  ['file:///etc/passwd', false],
  ['latest-linux.yml', false],
] as const)('may be loaded from %s: %s', (url, may) => {
  expect(mayLoadUpdate(url)).toBe(may);
});
