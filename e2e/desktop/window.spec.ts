import { expect } from '@playwright/test';
import { describeDesktop, untilShown } from './desktop-test.ts';

describeDesktop('the window', (test) => {
  test('opens and shows the page with what the engine says', async ({ launch }) => {
    const app = await launch();
    await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    await expect(app.page.getByText('No tunnels yet', { exact: true }).first()).toBeVisible();
    const { windows, tray } = await untilShown(app, 'the window', ({ windows: [first] }) => first?.visible === true);
    expect(windows).toMatchObject([{ visible: true, url: 'app://porthole/index.html?shell=desktop' }]);
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

  test('opens where it was, and on a display that is there', async ({ launch, ground }) => {
    test.skip(ground !== 'stand-in', 'displays come and go on the stand-in only');
    const laptop = { x: 0, y: 0, width: 1440, height: 900 };
    const screen = { x: 1440, y: 0, width: 2560, height: 1440 };
    const place = { x: 1600, y: 100, width: 1500, height: 1000 };
    const first = await launch({ setup: { displays: [laptop, screen] } });
    await untilShown(first, 'the window', ({ windows: [window] }) => window?.visible === true);
    await first.act({ act: 'move-window', ...place });
    await first.act({ act: 'quit' });
    expect(await first.exited).toBe(0);

    const again = await launch({ setup: { displays: [laptop, screen] } });
    await untilShown(again, 'the window', ({ windows: [window] }) => window?.visible === true);
    expect((await again.look()).windows[0]?.bounds).toEqual(place);
    const { windows } = await again.act({ act: 'unplug-display' });
    expect(windows[0]?.bounds).toEqual({ x: 0, y: 0, width: 1440, height: 900 });
  });
});
