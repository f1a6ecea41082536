import { expect } from '@playwright/test';
import type { LocalClient } from '../../electron/rpc/local-endpoint.ts';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { lastingPorts, startExit, TOKEN } from '../fixtures/porthole.ts';
import { visit } from '../fixtures/visit.ts';
import type { DesktopView } from '../stand-in/control-protocol.ts';
import { findEntry } from './desktop-app.ts';
import { describeDesktop, untilShown } from './desktop-test.ts';

/** The light of the tray's icon. */
const light = (view: DesktopView) => /(\w+?)(?:-large|Template)?\.png$/.exec(view.tray?.icon ?? '')?.[1];
const labelOf = (view: DesktopView, id: string) => findEntry(view.tray?.menu ?? [], id)?.label ?? '';

describeDesktop('the tray', (test) => {
  test('follows a tunnel that is shared, stopped, started and copied', async ({ launch, client }) => {
    const upstream = await startNodeUpstream(namedHash('shop'));
    const app = await launch();
    await app.page.getByLabel('Port, address, URL or folder to share').fill(String(upstream.port));
    await app.page.getByRole('button', { name: 'Share', exact: true }).first().click();

    const [tunnel] = await untilTunnels(await client(), (list) => list[0]?.publicUrl !== undefined);
    if (tunnel?.publicUrl === undefined) throw new Error('No tunnel was shared.');
    const entry = `tunnel:${tunnel.id}`;
    const online = await untilShown(app, 'an online light', (view) => light(view) === 'online');
    expect(online.tray?.toolTip).toBe('Porthole: 1 tunnel online');
    expect(labelOf(online, entry)).toBe(`●  ${tunnel.name} — Online`);
    expect((await visit(tunnel.publicUrl)).body.toString()).toMatch(/^shop /);

    expect((await app.act({ act: 'click-menu', id: `copy:${tunnel.id}` })).clipboard).toBe(tunnel.publicUrl);
    expect((await app.act({ act: 'click-menu', id: `open:${tunnel.id}` })).openedOutside).toEqual([tunnel.publicUrl]);

    await app.act({ act: 'click-menu', id: `stop:${tunnel.id}` });
    const stopped = await untilShown(app, 'the light asleep', (view) => light(view) === 'asleep');
    expect(labelOf(stopped, entry)).toBe(`○  ${tunnel.name} — Stopped`);
    expect(findEntry(stopped.tray?.menu ?? [], `copy:${tunnel.id}`)?.enabled).toBe(false);
    await expect(app.page.getByText('All tunnels are stopped')).toBeVisible();
    await expect(app.act({ act: 'click-menu', id: `stop:${tunnel.id}` })).rejects.toThrow('cannot be clicked');

    await app.act({ act: 'click-menu', id: `start:${tunnel.id}` });
    await untilShown(app, 'an online light again', (view) => light(view) === 'online');
    expect((await visit(tunnel.publicUrl)).body.toString()).toMatch(/^shop /);
    await upstream.close();
  });

  test('lets the page open the public URL of a tunnel in the browser, and no other', async ({ launch, client }) => {
    const upstream = await startNodeUpstream(namedHash('shop'));
    const app = await launch();
    const { publicUrl } = await (await client()).tunnels.share({ target: String(upstream.port), kind: 'http' });
    if (publicUrl === undefined) throw new Error('No tunnel was shared.');
    await untilShown(app, 'an online light', (view) => light(view) === 'online');
    await app.page.evaluate((url) => {
      window.open(`${url}/basket?item=1`);
    }, publicUrl);
    await untilShown(app, 'the browser', (view) => view.openedOutside.length === 1);
    expect((await app.look()).openedOutside).toEqual([`${publicUrl}/basket?item=1`]);
    await upstream.close();
  });

  test('shares what listens here, pauses all tunnels and resumes them', async ({ launch, client }) => {
    const shop = await startNodeUpstream(namedHash('shop'));
    const blog = await startNodeUpstream(namedHash('blog'));
    const app = await launch({ args: ['--hidden'] });
    const { tunnels } = await client();
    const share = `share:${shop.port}`;
    await untilShown(app, 'the service', (view) => findEntry(view.tray?.menu ?? [], share) !== undefined);
    await app.act({ act: 'click-menu', id: share });
    await untilShown(app, 'an online light', (view) => light(view) === 'online');
    expect(findEntry((await app.look()).tray?.menu ?? [], share)).toBeUndefined();

    await tunnels.share({ target: String(blog.port), kind: 'http' });
    await untilShown(app, 'two tunnels', (view) => view.tray?.toolTip === 'Porthole: 2 tunnels online');
    await app.act({ act: 'click-menu', id: 'pause' });
    await untilShown(app, 'the light asleep', (view) => light(view) === 'asleep');
    const paused = await untilShown(app, 'a way back', (view) => labelOf(view, 'resume') === 'Resume 2 tunnels');
    expect(findEntry(paused.tray?.menu ?? [], 'pause')).toBeUndefined();
    await app.act({ act: 'click-menu', id: 'resume' });
    await untilShown(app, 'both back', (view) => view.tray?.toolTip === 'Porthole: 2 tunnels online');
    await Promise.all([shop.close(), blog.close()]);
  });

  test('says what is wrong: a service that is down, a link that is lost, a token that is refused', async ({
    launch,
    client,
    processes,
  }) => {
    const upstream = await startNodeUpstream(namedHash('shop'));
    const exit = await startExit(processes, await lastingPorts());
    const app = await launch();
    const { servers, tunnels } = await client();
    const joinLink = (token: string) =>
      `porthole://join?server=${encodeURIComponent(exit.controlUrl)}&token=${encodeURIComponent(token)}`;
    const server = await servers.join({ joinLink: joinLink(TOKEN) });
    const tunnel = await tunnels.share({ target: String(upstream.port), kind: 'http', serverId: server.id });
    await untilShown(app, 'an online light', (view) => light(view) === 'online');

    await upstream.close();
    const down = await untilShown(app, 'a degraded light', (view) => light(view) === 'degraded');
    expect(down.tray?.toolTip).toBe('Porthole: 0 of 1 tunnel online · 1 needs you');
    expect(labelOf(down, `status:${tunnel.id}:0`)).toContain(String(upstream.port));

    await exit.program.kill();
    const lost = await untilShown(app, 'a connecting light', (view) => light(view) === 'connecting');
    expect(labelOf(lost, `tunnel:${tunnel.id}`)).toBe(`◌  ${tunnel.name} — Reconnecting…`);
    expect(labelOf(lost, `status:${tunnel.id}:1`)).toMatch(/^Try \d+ at \d/);

    await startExit(processes, { control: exit.controlPort, data: exit.dataPort });
    await untilShown(app, 'the link back', (view) => light(view) === 'degraded');

    await servers.setToken({ id: server.id, token: 'not-the-token-of-this-server' });
    const refused = await untilShown(app, 'a refused light', (view) => light(view) === 'refused');
    expect(labelOf(refused, `tunnel:${tunnel.id}`)).toBe(`✕  ${tunnel.name} — Refused`);
    expect(findEntry(refused.tray?.menu ?? [], `start:${tunnel.id}`)).toMatchObject({
      label: 'Try again',
      visible: true,
    });
  });
});

async function untilTunnels(
  client: LocalClient['client'],
  fits: (tunnels: readonly Tunnel[]) => boolean,
): Promise<readonly Tunnel[]> {
  for await (const { tunnels } of await client.tunnels.watch()) if (fits(tunnels)) return tunnels;
  throw new Error('The app ended before its tunnels were as wanted.');
}
