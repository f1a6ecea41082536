import { namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { describeDesktop, untilShown } from './desktop-test.ts';

/** A link that seems to stand is given up by its pings after 30 s at the earliest (shared/wire/session-limits.ts): long after this. */
const SOONER_THAN_PINGS = 20_000;

describeDesktop('waking up', (test) => {
  test('finds a link that died meanwhile, and has it back as soon as it can be had', async ({
    launch,
    client,
    processes,
  }) => {
    const upstream = await startNodeUpstream(namedHash('shop'));
    const exit = await startExit(processes);
    const app = await launch({ args: ['--hidden'] });
    const { servers, tunnels } = await client();
    const joinLink = `porthole://join?server=${encodeURIComponent(exit.controlUrl)}&token=${TOKEN}`;
    const server = await servers.join({ joinLink });
    await tunnels.share({ target: String(upstream.port), kind: 'http', serverId: server.id });
    const online = (view: { tray: { toolTip: string } | null }) => view.tray?.toolTip === 'Porthole: 1 tunnel online';
    await untilShown(app, 'an online tunnel', online);

    // Its packets come back unanswered, as from a network that was left: nothing breaks, nothing comes.
    exit.program.signal('SIGSTOP');
    try {
      await app.act({ act: 'resume' });
      const lost = untilShown(
        app,
        'the loss',
        (view) => view.tray?.toolTip === 'Porthole: 0 of 1 tunnel online · 1 connecting',
      );
      const late = new Promise<never>((_, reject) => {
        setTimeout(() => reject(new Error('The loss was noticed by the pings.')), SOONER_THAN_PINGS).unref();
      });
      await Promise.race([lost, late]);
    } finally {
      exit.program.signal('SIGCONT');
    }
    await untilShown(app, 'the link back', online);
    await upstream.close();
  });
});
