import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from '@playwright/test';
import { stringify } from 'yaml';
import { eventually } from '../fixtures/eventually.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { UpdateFeed } from '../fixtures/update-feed.ts';
import { findEntry } from './desktop-app.ts';
import { describeDesktop, untilShown } from './desktop-test.ts';

/** Of what a new version is padded to, so that it comes in many pieces, bytes. */
const FILE_SIZE = 3 * 2 ** 20;

/** A program that says that it was started, in the place of a new version. */
function anAppImage(words: string): Buffer {
  const script = `#!/bin/sh\nprintf '${words} by %s' "$0" > "$PORTHOLE_STARTED"\nexit 0\n`;
  return Buffer.from(script.padEnd(FILE_SIZE, '#'));
}

describeDesktop('an update', (test, ground) => {
  test('is looked for, declined, refused where it was tampered with, downloaded, and takes the place of the app', async ({
    launch,
    client,
    processes,
    userData,
  }) => {
    test.skip(ground !== 'stand-in' || process.platform !== 'linux', 'an AppImage, of which the stand-in is told');
    const folder = await processes.temporaryFolder();
    const feed = await UpdateFeed.start();
    const appImage = join(folder, 'Porthole.AppImage');
    const started = join(folder, 'started');
    const cache = join(folder, 'cache');
    const resources = join(folder, 'resources');
    await writeFile(appImage, 'the version that runs', { mode: 0o755 });
    await mkdir(resources);
    // The test says when it is looked: a machine with much other work would come to the app's own first look.
    await mkdir(userData, { recursive: true });
    await writeFile(join(userData, 'desktop.json'), JSON.stringify({ lookForUpdates: false }));
    // As electron-builder writes it.
    const config = { provider: 'generic', url: feed.url, updaterCacheDirName: 'porthole-updater' };
    await writeFile(join(resources, 'app-update.yml'), stringify(config));
    const app = await launch({
      setup: { packaged: true, resources },
      environment: {
        APPIMAGE: appImage,
        APPDIR: dirname(process.execPath),
        XDG_CACHE_HOME: cache,
        PORTHOLE_STARTED: started,
      },
    });
    // A page that is sent elsewhere before it has come would come after all.
    await expect(app.page.getByRole('banner')).toContainText('No tunnels yet');
    const banner = app.page.getByRole('status').filter({ hasText: /version|update|published/i });
    const settings = app.page.getByRole('main');
    const trayEntry = async (id: string) => findEntry((await app.look()).tray?.menu ?? [], id);

    await test.step('no place of updates can be reached', async () => {
      await feed.stop();
      await app.act({ act: 'press', accelerator: 'CmdOrCtrl+,' });
      await expect(settings.getByText('Not looked for since the start.')).toBeVisible();
      await settings.getByRole('button', { name: 'Look now' }).click();
      await expect(settings.getByText('The place of updates cannot be reached. Check')).toBeVisible();
      await expect(banner).toHaveCount(0);
      await feed.startAgain();
      await settings.getByRole('button', { name: 'Look now' }).click();
      await expect(settings.getByText('There is no release for this system')).toBeVisible();
    });

    const genuine = anAppImage('version 99');
    await test.step('a version is found, and its user is not interested', async () => {
      feed.publish('99.0.0', genuine);
      feed.requests.length = 0;
      await settings.getByRole('button', { name: 'Look now' }).click();
      await expect(banner).toContainText('Version 99.0.0 is available.');
      // All that is told of this computer, and what an anonymous question has to have.
      expect(feed.requests.map(({ headers }) => headers)).toEqual([
        {
          'user-agent': 'electron-builder',
          'cache-control': 'no-cache',
          'x-user-staging-id': '00000000-0000-0000-0000-000000000000',
          host: new URL(feed.url).host,
          connection: 'keep-alive',
        },
      ]);
      expect(await trayEntry('update-download')).toMatchObject({ label: 'Download' });
      await banner.getByRole('button', { name: 'Not now' }).click();
      await expect(banner).toHaveCount(0);
      expect(await trayEntry('update')).toBeUndefined();
      await expect(settings.getByText('Version 99.0.0 is available.')).toBeVisible();
    });

    await test.step('a file that is not the published one is refused and deleted', async () => {
      feed.replace('99.0.0', anAppImage('somebody else’s'));
      await settings.getByRole('button', { name: 'Download' }).click();
      await expect(banner).toContainText('What came is not what was published, and was deleted.');
      await expect.poll(() => readdir(join(cache, 'porthole-updater/pending'))).toEqual([]);
      feed.replace('99.0.0', genuine);
    });

    await test.step('a download can be ended, and is whole when it is begun again', async () => {
      const goOn = feed.hold();
      await banner.getByRole('button', { name: 'Try again' }).click();
      await expect(banner).toContainText('Downloading version 99.0.0');
      await banner.getByRole('button', { name: 'Cancel' }).click();
      await expect(banner).toHaveCount(0);
      goOn();
      await settings.getByRole('button', { name: 'Download' }).click();
      await expect(banner).toContainText('Version 99.0.0 is ready.');
      const file = join(cache, 'porthole-updater/pending/Porthole-99.0.0.AppImage');
      expect(readFileSync(file).equals(genuine)).toBe(true);
      expect(readFileSync(appImage, 'utf8')).toBe('the version that runs');
      expect(existsSync(started)).toBe(false);
    });

    await test.step('a restart ends the tunnels in order and starts the new version', async () => {
      const upstream = await startNodeUpstream(namedHash('shop'));
      const exit = await startExit(processes);
      const { servers, tunnels } = await client();
      const joinLink = `porthole://join?server=${encodeURIComponent(exit.controlUrl)}&token=${TOKEN}`;
      const server = await servers.join({ joinLink });
      await tunnels.share({ target: String(upstream.port), kind: 'http', serverId: server.id });
      await untilShown(app, 'the entry', (view) => findEntry(view.tray?.menu ?? [], 'update-install') !== undefined);

      await app.act({ act: 'click-menu', id: 'update-install' }).catch(() => {});
      expect(await app.exited).toBe(0);
      // Said by the client before it left; a connection that only broke leaves no such line.
      await exit.program.waitForLine(/"msg":"tunnel closed"/);
      await eventually('the new version runs', async () => existsSync(started) && readFileSync(started, 'utf8') !== '');
      expect(readFileSync(started, 'utf8')).toBe(`version 99 by ${appImage}`);
      expect(readFileSync(appImage).equals(genuine)).toBe(true);
      await upstream.close();
    });
    await feed.stop();
  });
});
