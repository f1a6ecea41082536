import { expect } from '@playwright/test';
import type { LocalClient } from '../../electron/rpc/local-endpoint.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { LicenceIssuer } from '../fixtures/licence-issuer.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { visit } from '../fixtures/visit.ts';
import { describeDesktop, untilShown } from './desktop-test.ts';

describeDesktop('links of the system', (test, ground) => {
  test('a clicked join link adds its server, after a click and not before', async ({ launch, processes }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const exit = await startExit(processes);
    const link = `porthole://join?server=${encodeURIComponent(exit.controlUrl)}&token=${TOKEN}`;
    const app = await launch({ args: ['--hidden'] });
    const question = `Add the exit server ${new URL(exit.controlUrl).host}?`;

    // As Windows and Linux bring it: in the arguments of a second start, which hands it over and ends.
    await expect(launch({ args: [link] })).rejects.toThrow();
    const asked = await untilShown(app, 'the question', ({ messageBoxes }) => messageBoxes.length > 0);
    expect(asked.messageBoxes).toMatchObject([{ message: question, buttons: ['Cancel', 'Add server'] }]);
    await app.page.getByRole('link', { name: 'Servers' }).click();
    await expect(app.page.getByRole('heading', { name: '127.0.0.1' })).toHaveCount(0);

    // As macOS brings it.
    await app.act({ act: 'answer-next', button: 'Add server' });
    await app.act({ act: 'open-url', url: link });
    await expect(app.page.getByRole('heading', { name: '127.0.0.1' })).toBeVisible();
    const { messageBoxes } = await app.look();
    expect(JSON.stringify(messageBoxes) + app.log()).not.toContain(TOKEN);
  });

  test('a clicked share link shares a port of this computer, after a click and not before', async ({
    launch,
    client,
  }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const upstream = await startNodeUpstream(namedHash('shop'));
    const app = await launch();
    const url = `porthole://share?target=${upstream.port}&name=draft`;
    await app.act({ act: 'open-url', url });
    const asked = await untilShown(app, 'the question', ({ messageBoxes }) => messageBoxes.length === 1);
    expect(asked.messageBoxes[0]).toMatchObject({
      message: `Share 127.0.0.1:${upstream.port} as “draft”?`,
      buttons: ['Cancel', 'Share'],
    });
    await expect(app.page.getByText('No tunnels yet', { exact: true }).first()).toBeVisible();
    expect(await firstTunnels(await client())).toEqual([]);

    await app.act({ act: 'answer-next', button: 'Share' });
    await app.act({ act: 'open-url', url });
    await expect(app.page.getByText('draft', { exact: true }).first()).toBeVisible();
    expect(await firstTunnels(await client())).toMatchObject([
      { name: 'draft', upstream: `http://127.0.0.1:${upstream.port}` },
    ]);

    await app.act({ act: 'open-url', url: 'porthole://share?target=203.0.113.9:80' });
    const { messageBoxes } = await untilShown(app, 'the words', (view) => view.messageBoxes.length === 3);
    expect(messageBoxes[2]).toMatchObject({ message: 'This link cannot be used.', buttons: ['Close'] });
    await upstream.close();
  });

  test('a clicked licence link brings its licence, and a server that asks for one opens what it had refused', async ({
    launch,
    client,
    processes,
  }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const issuer = await LicenceIssuer.make(processes, 'Example Exits');
    const exit = await startExit(processes, {}, ['--data-dir', issuer.folder, '--require-licence']);
    const { key } = await issuer.licence('issue', '--holder', 'Ada', '--plan', 'Studio', '--subscription');
    const upstream = await startNodeUpstream((_request, response) => response.end('hello'));
    try {
      const app = await launch();
      const calls = await client();
      const { id: serverId } = await calls.servers.join({
        joinLink: formatJoinLink({ server: exit.controlUrl, token: TOKEN }),
      });
      await calls.tunnels.share({ target: String(upstream.port), kind: 'http', serverId });
      const row = app.page.getByRole('list', { name: 'Tunnels' }).getByRole('listitem').first();
      await expect(row).toContainText('This exit server asks for a licence.');

      const link = `porthole://licence?key=${key}&server=${encodeURIComponent(exit.controlUrl)}`;
      await app.act({ act: 'open-url', url: link });
      const asked = await untilShown(app, 'the question', ({ messageBoxes }) => messageBoxes.length > 0);
      expect(asked.messageBoxes[0]).toMatchObject({
        message: 'Add this licence?',
        detail: expect.stringContaining(
          `The licence key that ends in ${key.slice(-4)}, for the exit server 127.0.0.1:`,
        ),
        buttons: ['Cancel', 'Add licence'],
      });
      await expect(row).toContainText('This exit server asks for a licence.');
      await app.act({ act: 'answer-next', button: 'Add licence' });
      await app.act({ act: 'open-url', url: link });
      await expect(row.getByText('Online', { exact: true })).toBeVisible();
      const url = (await row.getByRole('link', { name: 'in the browser' }).getAttribute('href')) ?? '';
      expect((await visit(url)).body.toString()).toBe('hello');
      await app.page.getByRole('link', { name: 'Secrets' }).click();
      await expect(app.page.getByRole('listitem', { name: 'Studio' })).toContainText('Kept in the system’s keychain');
      const { messageBoxes } = await app.look();
      expect(JSON.stringify(messageBoxes) + app.log()).not.toContain(key);
    } finally {
      await upstream.close();
    }
  });

  test('a link that the app was started by is asked about too', async ({ launch }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const app = await launch({ args: ['porthole://licence?key=nonsense'] });
    const { messageBoxes } = await untilShown(app, 'the words', (view) => view.messageBoxes.length === 1);
    expect(messageBoxes[0]).toMatchObject({ message: 'This link cannot be used.' });
  });
});

async function firstTunnels(client: LocalClient['client']): Promise<readonly Tunnel[]> {
  for await (const { tunnels } of await client.tunnels.watch()) return tunnels;
  throw new Error('The app told nothing of its tunnels.');
}
