import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { type ExitProgram, startExit, TOKEN } from '../fixtures/porthole.ts';
import { describeDesktop } from './desktop-test.ts';

const linkTo = (exit: ExitProgram) =>
  `porthole://join?server=${encodeURIComponent(exit.controlUrl)}&token=${encodeURIComponent(TOKEN)}`;

/** All that the app wrote into its folder, as one text. A file that it is writing has another name until it is whole: then all is read again. */
async function everythingIn(folder: string): Promise<string> {
  const files = (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isFile());
  try {
    return (await Promise.all(files.map(({ name }) => readFile(join(folder, name), 'latin1')))).join('\n');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return everythingIn(folder);
  }
}

describeDesktop('secrets and settings', (test, ground) => {
  test('a token is encrypted by the keychain and still there after a restart', async ({
    launch,
    client,
    processes,
    userData,
  }) => {
    test.skip(ground !== 'stand-in', 'needs a keychain, which test machines have not');
    const exit = await startExit(processes);
    const app = await launch();
    const joined = await (await client()).servers.join({ joinLink: linkTo(exit) });
    expect(joined).toMatchObject({ tokenKeeping: 'keychain', tokenLast4: TOKEN.slice(-4) });
    expect(JSON.stringify(joined)).not.toContain(TOKEN);
    expect(await everythingIn(userData)).not.toContain(TOKEN);
    expect(app.log()).not.toContain(TOKEN);
    await app.act({ act: 'quit' });
    expect(await app.exited).toBe(0);

    await launch();
    const again = await client();
    const tunnel = await again.tunnels.share({ target: String(exit.dataPort), kind: 'http', serverId: joined.id });
    expect(tunnel.publicUrl).toMatch(/^http:/);

    // Moved in one call: the keychain's file is gone, and the token still works.
    const moved = await again.secrets.move({ to: 'file' });
    expect(moved).toMatchObject({ keeping: 'file', secrets: [{ kind: 'token', state: 'kept', keeping: 'file' }] });
    expect(await readdir(userData)).not.toContain('secrets.keychain.json');
    expect(await everythingIn(userData)).not.toContain(TOKEN);
    await again.tunnels.stop({ id: tunnel.id });
    expect((await again.tunnels.start({ id: tunnel.id })).status.state).not.toBe('refused');
  });

  test('a command comes in only where the person at the computer allows it', async ({ launch, client, userData }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    await launch();
    const page = await client();
    const tunnel = await page.tunnels.share({ target: '3999', kind: 'http' });
    const onDemand = { command: 'touch ran', cwd: userData, startTimeoutSeconds: 5, idleMinutes: 1 };
    await expect(page.tunnels.update({ id: tunnel.id, edit: { onDemand } })).rejects.toMatchObject({
      code: 'NOT_NOW',
      message: 'The command was not allowed, so nothing was changed.',
    });
    expect(await everythingIn(userData)).not.toContain('touch ran');
  });

  test('a token stays in memory where the keychain protects nothing', async ({
    launch,
    client,
    processes,
    userData,
  }) => {
    test.skip(ground !== 'stand-in', 'needs a desktop without a keychain');
    const exit = await startExit(processes);
    await launch({ setup: { keychain: 'basic_text' } });
    const joined = await (await client()).servers.join({ joinLink: linkTo(exit) });
    expect(joined.tokenKeeping).toBe('memory');
    for await (const { offers } of await (await client()).secrets.watch()) {
      expect(offers[0]).toEqual({
        keeping: 'keychain',
        unavailable: expect.stringContaining('no keychain that protects'),
      });
      break;
    }
    const written = await everythingIn(userData);
    expect(written).not.toContain(TOKEN);
    expect(written).not.toContain(Buffer.from(TOKEN).toString('base64'));
  });

  test('a settings file that cannot be read is set aside and reported, and the app runs', async ({
    launch,
    client,
    userData,
  }) => {
    const first = await launch();
    await first.act({ act: 'quit' });
    expect(await first.exited).toBe(0);
    await writeFile(join(userData, 'settings.json'), '{ "version": 1, ');

    const app = await launch();
    await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    for await (const { notices } of await (await client()).notices.watch()) {
      expect(notices.map(({ message }) => message)).toEqual([expect.stringContaining('could not be read')]);
      break;
    }
    const aside = (await readdir(userData)).filter((name) => name.startsWith('settings.json.unreadable-'));
    expect(aside).toHaveLength(1);
    expect(await readFile(join(userData, aside[0] ?? ''), 'utf8')).toBe('{ "version": 1, ');
  });
});
