import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { extractAll, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect } from '@playwright/test';
import { readUpdateFeed } from '../../electron/desktop/updates/read-update-feed.ts';
import { ROOT } from '../../scripts/setup/checkout.js';
import { stubElectron } from '../fixtures/stub-electron.ts';
import { describeDesktop, untilShown } from './desktop-test.ts';

/** All that may be in the package: the bundles, the page's files by their kinds, the icons of the tray, and the app's manifest. */
const EXPECTED = [
  /^\/package\.json$/,
  // Its parts lie beside it (vite.config.ts).
  /^\/dist\/main\/main\.js$/,
  /^\/dist\/main\/[\w-]+\.js$/,
  /^\/dist\/preload\/preload\.cjs$/,
  /^\/dist\/storage\/storage-worker\.cjs$/,
  /^\/dist\/page\/(?:index\.html|favicon\.svg)$/,
  /^\/dist\/page\/assets\/[\w.-]+\.(?:js|css|woff2)$/,
  /^\/resources\/tray\/\w+(?:-large|Template)(?:@2x)?\.png$/,
  /^\/resources\/tray\/\w+\.ico$/,
];

const RELEASES = 'https://github.com/somebody/their-porthole/releases';

/** How a fuse stands in Electron's binary. */
const ON = '1'.charCodeAt(0);
const OFF = '0'.charCodeAt(0);

/** The bundles, fonts and icons have about 6 MiB: something that does not belong there has got in above this. */
const MOST_BYTES = 8 * 2 ** 20;

describeDesktop('the package', (test, ground) => {
  test('holds what the app needs and nothing else, has its fuses set, and starts', async ({ launch, processes }) => {
    test.skip(ground !== 'stand-in' || process.platform !== 'linux', 'packs for Linux, without Electron');
    test.setTimeout(180_000);
    const folder = await processes.temporaryFolder();
    const manifest = JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8'));
    const electron = await stubElectron(join(folder, 'electron'), manifest.devDependencies.electron);
    const pack = await processes.startEntry('scripts/pack.ts', [
      ...['--linux', 'dir', '--x64', `-c.electronDist=${electron}`, `-c.directories.output=${folder}`],
      // As the release workflow names its repository.
      ...['-c.publish.provider=github', '-c.publish.owner=somebody', '-c.publish.repo=their-porthole'],
    ]);
    expect([await pack.ended, pack.output]).toEqual([0, expect.stringContaining('@electron/fuses')]);
    const unpacked = join(folder, 'linux-unpacked');
    const archive = join(unpacked, 'resources/app.asar');

    await test.step('what is in it', async () => {
      const listed = listPackage(archive, { isPack: false });
      const files = listed.filter((path) => !listed.some((other) => other.startsWith(`${path}/`)));
      expect(files.filter((path) => !EXPECTED.some((pattern) => pattern.test(path)))).toEqual([]);
      for (const pattern of EXPECTED)
        expect(
          files.some((path) => pattern.test(path)),
          String(pattern),
        ).toBe(true);
      expect((await stat(archive)).size).toBeLessThan(MOST_BYTES);
    });

    await test.step('its fuses', async () => {
      const wire = await getCurrentFuseWire(join(unpacked, 'porthole'));
      const on = [
        FuseV1Options.EnableCookieEncryption,
        FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
        FuseV1Options.OnlyLoadAppFromAsar,
      ];
      const off = [
        FuseV1Options.RunAsNode,
        FuseV1Options.EnableNodeOptionsEnvironmentVariable,
        FuseV1Options.EnableNodeCliInspectArguments,
        FuseV1Options.GrantFileProtocolExtraPrivileges,
      ];
      expect(on.map((fuse) => wire[fuse])).toEqual(on.map(() => ON));
      expect(off.map((fuse) => wire[fuse])).toEqual(off.map(() => OFF));
    });

    await test.step('it starts', async () => {
      // Plain Node reads no asar. There is no node_modules above this folder, so whatever was not packed is missing.
      const appFolder = join(folder, 'app');
      extractAll(archive, appFolder);
      const resources = join(unpacked, 'resources');
      const app = await launch({ appFolder, setup: { packaged: true, resources } });
      await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
      const { tray } = await untilShown(app, 'the window', ({ windows: [window] }) => window?.visible === true);
      expect(tray?.icon).toBe(join(appFolder, 'resources/tray/asleep-large.png'));

      // A folder, as a deb or rpm would install it: it knows where releases are, and does not replace itself.
      expect((await readUpdateFeed(resources))?.releasePage?.()).toBe(RELEASES);
      await app.act({ act: 'press', accelerator: 'CmdOrCtrl+,' });
      await expect(app.page.getByText('This package does not replace itself')).toBeVisible();
      await app.page.getByRole('button', { name: 'Release page' }).click();
      await untilShown(app, 'the browser', ({ openedOutside }) => openedOutside.includes(RELEASES));
    });
  });
});
