import { expect } from '@playwright/test';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { describeDesktop, untilShown } from './desktop-test.ts';

describeDesktop('alerts', (test) => {
  test('are notifications of the system, and a click leads to the tunnel', async ({ launch, client }) => {
    const upstream = await startNodeUpstream(namedHash('shop'));
    const app = await launch({ args: ['--hidden'] });
    const { tunnels, desktop } = await client();
    const { id, name } = await tunnels.share({ target: String(upstream.port), kind: 'http', name: 'shop' });
    // The shortest time that it may be down before anybody is told.
    const alerts = { down: 5, errors: null, slow: null, expiry: false, server: false };
    await tunnels.update({ id, edit: { alerts } });
    await untilShown(app, 'an online tunnel', (view) => view.tray?.toolTip === 'Porthole: 1 tunnel online');

    await upstream.close();
    const told = await untilShown(app, 'the notification', (view) => view.notifications.length === 1);
    expect(told.notifications[0]).toMatchObject({ title: 'Tunnel down' });
    expect(told.notifications[0]?.body).toContain(name);
    const clicked = await app.act({ act: 'click-notification' });
    expect(clicked.windows[0]?.visible).toBe(true);
    await expect(app.page.getByRole('heading', { name: 'shop', level: 1 })).toBeVisible();

    expect(await desktop.update({ notifyAlerts: false })).toMatchObject({ notifyAlerts: false });
  });
});
