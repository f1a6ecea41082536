import { expect } from '@playwright/test';
import type { ProbedTunnel, ProbedTunnelExit } from '../../shared/contract/tunnel.ts';
import { aServer, aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';
import { OverviewPage } from '../pages/overview-page.ts';

const EUROPE = aServer({ id: 'europe', label: 'europe.example.com', embedded: false });
const ASIA = aServer({ id: 'asia', label: 'asia.example.com', embedded: false });

/** Over two exit servers, of which one is lost. */
function halfLost(): ProbedTunnel {
  const well = aTunnel({ name: 'my-shop' });
  const { probes } = well;
  const message = 'asia.example.com: The link to the exit server was lost.';
  const nextStep = 'Porthole tries again by itself.';
  const exits: ProbedTunnelExit[] = [
    {
      serverId: 'europe',
      serverLabel: EUROPE.label,
      status: { state: 'online', since: 1 },
      probes,
      publicUrl: 'https://my-shop.europe.example.com',
    },
    {
      serverId: 'asia',
      serverLabel: ASIA.label,
      status: { state: 'reconnecting', attempt: 1, nextTryAt: Date.now() + 60_000, message, nextStep, remedy: 'retry' },
      probes,
      publicUrl: 'https://my-shop.asia.example.com',
    },
  ];
  return {
    ...well,
    serverId: 'europe',
    serverLabel: EUROPE.label,
    alsoServerIds: ['asia'],
    publicUrl: exits[0]?.publicUrl,
    status: { state: 'degraded', hop: 'link', since: Date.now(), message, nextStep, remedy: 'retry', serverId: 'asia' },
    exits,
  };
}

for (const width of [1200, 720]) {
  test(`shows each exit server of a tunnel with its address and state (${width} px)`, async ({
    app,
    page,
    home,
  }, info) => {
    await page.setViewportSize({ width, height: 900 });
    app.engine.servers.set([EUROPE, ASIA]);
    app.engine.tunnels.set([halfLost(), aTunnel({ name: 'alone' })]);
    await home.open();
    const exits = page.getByRole('list', { name: 'Exit servers of my-shop' });
    await expect(exits.getByRole('listitem', { name: 'europe.example.com' })).toContainText('Online');
    await expect(exits.getByRole('listitem', { name: 'asia.example.com' })).toContainText('Reconnecting');
    await expect(exits.getByRole('link', { name: 'my-shop.asia.example.com' })).toBeVisible();
    await expect(page.getByRole('list', { name: 'Exit servers of' })).toHaveCount(1);
    await page.screenshot({ path: info.outputPath('row.png') });
    const overview = new OverviewPage(page, app);
    await overview.open('my-shop');
    await expect(overview.probe('Link', 'OK')).toBeVisible();
    await expect(exits.getByRole('listitem', { name: 'asia.example.com' })).toContainText('Reconnecting');
    await page.screenshot({ path: info.outputPath('overview.png') });
  });
}
