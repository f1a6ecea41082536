import { expect } from '@playwright/test';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
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
    expect(asked.messageBoxes[0]).toMatchObject({ message: question, buttons: ['Cancel', 'Add server'] });
    await app.page.getByRole('link', { name: 'Servers' }).click();
    await expect(app.page.getByRole('heading', { name: '127.0.0.1' })).toHaveCount(0);

    // As macOS brings it.
    await app.act({ act: 'answer-next', button: 'Add server' });
    await app.act({ act: 'open-url', url: link });
    await expect(app.page.getByRole('heading', { name: '127.0.0.1' })).toBeVisible();
    const { messageBoxes } = await app.look();
    expect(JSON.stringify(messageBoxes) + app.log()).not.toContain(TOKEN);
  });

  test('a link that the app was started by is asked about too', async ({ launch }) => {
    test.skip(ground !== 'stand-in', 'a dialog of the system waits for a person');
    const app = await launch({ args: ['porthole://licence?key=nonsense'] });
    const { messageBoxes } = await untilShown(app, 'the words', (view) => view.messageBoxes.length === 1);
    expect(messageBoxes[0]).toMatchObject({ message: 'This link cannot be used.' });
  });
});
