import { expect } from '@playwright/test';
import { describeDesktop, untilShown } from './desktop-test.ts';
import { infoCall, offerPort } from './page-port.ts';

describeDesktop('the popover', (test, ground) => {
  test('opens beside the icon, has a port of its own, and goes when it is not looked at', async ({ launch }) => {
    test.skip(ground !== 'stand-in', 'a click on the icon comes from a person');
    const app = await launch({ args: ['--hidden'], setup: { platform: 'darwin' } });
    const opened = app.page.context().waitForEvent('page');
    await app.act({ act: 'click-tray' });
    const popover = await opened;
    await popover.waitForURL(/\/index\.html\?shell=desktop#\/popover$/);
    const shown = await untilShown(app, 'the popover', ({ windows }) => windows[1]?.visible === true);
    expect(shown.windows[1]?.bounds).toEqual({ x: 1422, y: 28, width: 380, height: 520 });
    expect(shown.windows[0]?.visible).toBe(false);
    expect(await offerPort(popover, await infoCall())).toEqual({
      answer: expect.stringContaining('"shell":"desktop"'),
    });

    expect((await app.act({ act: 'blur-window' })).windows[1]?.visible).toBe(false);
    // What leads elsewhere in the page opens in the window, which a small page has no room for.
    await popover.evaluate(() => {
      window.open('#/settings');
    });
    await expect(app.page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible();
    await popover.getByRole('link', { name: 'Open', exact: true }).click();
    await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    const later = await untilShown(app, 'the window', ({ windows }) => windows[0]?.visible === true);
    expect(later.windows).toHaveLength(2);
  });
});
