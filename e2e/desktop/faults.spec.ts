import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import type { DesktopApp } from './desktop-app.ts';
import { describeDesktop, untilShown } from './desktop-test.ts';

const connections = (app: DesktopApp) => app.log().split('the page is connected').length - 1;
const deaths = (app: DesktopApp) => app.log().split('the page died').length - 1;

describeDesktop('faults', (test, ground) => {
  test('of the page: it is loaded again', async ({ launch }) => {
    const app = await launch({ mayLogErrors: true });
    await expect.poll(() => connections(app)).toBe(1);
    await app.act({ act: 'crash-page' });
    await expect.poll(() => app.log()).toContain('the page died and is loaded again');
    // The page of the new process hands over a port of its own.
    await expect.poll(() => connections(app)).toBe(2);
  });

  test('of the page: its user is asked when loading it again does not help', async ({ launch }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const app = await launch({ mayLogErrors: true });
    await expect.poll(() => connections(app)).toBe(1);
    await app.act({ act: 'answer-next', button: 'Load again' });
    // Each death comes as soon as the page has loaded; where a busy machine makes that too late, it is a first one anew.
    await expect(async () => {
      const before = deaths(app);
      await app.act({ act: 'crash-page' });
      await expect.poll(() => deaths(app)).toBe(before + 1);
      expect(app.log()).toContain('the page died again');
    }).toPass();
    const { messageBoxes } = await untilShown(app, 'the question', (view) => view.messageBoxes.length === 1);
    expect(messageBoxes[0]).toMatchObject({
      message: 'Porthole’s window has failed twice.',
      detail: 'Your tunnels are still open.',
      buttons: ['Load again', 'Quit'],
    });
    await expect.poll(() => connections(app)).toBeGreaterThan(1);
  });

  test('of the page: one that hangs is ended when its user says so', async ({ launch }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const app = await launch({ mayLogErrors: true });
    await expect.poll(() => connections(app)).toBe(1);
    await app.act({ act: 'answer-next', button: 'Load again' });
    await app.act({ act: 'hang-page' });
    const { messageBoxes } = await untilShown(app, 'the question', (view) => view.messageBoxes.length === 1);
    expect(messageBoxes[0]).toMatchObject({ message: 'Porthole’s window does not answer.' });
    await expect.poll(() => connections(app)).toBe(2);
  });

  test('of main: the app says so and ends its sessions in order', async ({ launch, client, processes, userData }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const upstream = await startNodeUpstream(namedHash('shop'));
    const exit = await startExit(processes);
    const app = await launch({ mayLogErrors: true });
    const { servers, tunnels } = await client();
    const joinLink = `porthole://join?server=${encodeURIComponent(exit.controlUrl)}&token=${TOKEN}`;
    const server = await servers.join({ joinLink });
    await tunnels.share({ target: String(upstream.port), kind: 'http', serverId: server.id });

    await app.act({ act: 'fault' });
    expect(await app.exited).toBe(1);
    expect(app.log()).toContain('an unexpected fault ends the app');
    expect(app.log()).toContain('error box: Porthole has to end: a fault that a test planted');
    // Said by the client before it left; a connection that only broke leaves no such line.
    await exit.program.waitForLine(/"msg":"tunnel closed"/);
    expect(existsSync(join(userData, 'porthole.sock'))).toBe(false);
    await upstream.close();
  });
});
