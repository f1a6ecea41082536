import { expect } from '@playwright/test';
import { describeDesktop, untilShown } from './desktop-test.ts';

describeDesktop('the window', (test) => {
  test('opens and shows the page with what the engine says', async ({ launch }) => {
    const app = await launch();
    await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    await expect(app.page.getByText('No tunnels yet', { exact: true }).first()).toBeVisible();
    const { windows, tray } = await untilShown(app, 'the window', ({ windows: [first] }) => first?.visible === true);
    expect(windows).toEqual([{ visible: true, url: 'app://porthole/index.html?shell=desktop' }]);
    expect(tray?.toolTip).toBe('Porthole: No tunnels yet');
    expect(tray?.icon).toMatch(/asleep/);
  });

  test('starts in the tray alone when a login item asks for it', async ({ launch }) => {
    const app = await launch({ args: ['--hidden'] });
    await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    expect((await app.look()).windows[0]?.visible).toBe(false);
    expect((await app.act({ act: 'click-menu', id: 'show' })).windows[0]?.visible).toBe(true);
    expect((await app.act({ act: 'click-menu', id: 'hide' })).windows[0]?.visible).toBe(false);
    expect((await app.act({ act: 'click-tray' })).windows[0]?.visible).toBe(true);
  });

  test('hides to the tray when it is closed, with one notice, once and for all', async ({ launch }) => {
    const app = await launch();
    await untilShown(app, 'the window', ({ windows: [first] }) => first?.visible === true);
    const closed = await app.act({ act: 'close-window' });
    expect(closed.windows[0]?.visible).toBe(false);
    expect(closed.notifications).toEqual([
      {
        title: 'Porthole is still running',
        body: 'Your tunnels stay open. Use the tray icon to come back or to quit.',
      },
    ]);
    expect((await app.act({ act: 'click-notification' })).windows[0]?.visible).toBe(true);
    expect((await app.act({ act: 'close-window' })).notifications).toHaveLength(1);
    await app.act({ act: 'quit' });
    expect(await app.exited).toBe(0);

    const next = await launch();
    await untilShown(next, 'the window', ({ windows: [first] }) => first?.visible === true);
    expect((await next.act({ act: 'close-window' })).notifications).toEqual([]);
  });

  test('comes forward when the app is started again, and the second one ends', async ({ launch }) => {
    const app = await launch({ args: ['--hidden'] });
    await expect(launch()).rejects.toThrow();
    await untilShown(app, 'the window', ({ windows: [first] }) => first?.visible === true);
  });

  test('loads the page again when its process dies', async ({ launch }) => {
    const app = await launch({ mayLogErrors: true });
    const connections = () => app.log().split('the page is connected').length - 1;
    await expect.poll(connections).toBe(1);
    await app.act({ act: 'crash-page' });
    await expect.poll(() => app.log()).toContain('the page died and is loaded again');
    // The page of the new process hands over a port of its own.
    await expect.poll(connections).toBe(2);
  });
});
