import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Engine } from '../../electron/engine/engine.ts';
import { HOUR_MS, IssuedFiles } from '../../exit/testing/issued-files.ts';
import type { CertificateFiles } from '../../exit/tls/file-certificates.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { eventually } from '../fixtures/eventually.ts';
import { type NodeUpstream, namedHash, startNodeUpstream } from '../fixtures/node-upstream.ts';
import { startExit, TOKEN } from '../fixtures/porthole.ts';
import { Processes } from '../fixtures/processes.ts';
import { startEngine } from '../fixtures/start-engine.ts';

/** Node takes no certificate for `*.localhost`: a wildcard must not stand for a whole top-level domain. */
const DOMAIN = 'exit.localhost';
const NAMES = [`*.${DOMAIN}`, '127.0.0.1'];
const DAY_MS = 24 * HOUR_MS;
/** The exit server looks after its files every few seconds, alerts are looked for every 5 s, and the machine may be busy. */
const SOON = { timeout: 50_000, interval: 250 };

// Everything is real here: an exit server of its own process with certificates in files, and the engine that trusts their CA as it would a company's.
describe('the public URL over TLS', { timeout: 120_000 }, () => {
  const processes = new Processes();
  let issued: IssuedFiles;
  let files: CertificateFiles;
  let upstream: NodeUpstream;
  let engine: Engine;
  let id: string;

  /** What the status says, after a check now. */
  function checked() {
    engine.tunnels.retry(id);
    const { status } = engine.tunnels.get(id);
    return status;
  }

  beforeAll(async () => {
    issued = await IssuedFiles.make();
    files = await issued.write(await issued.issue(NAMES, { lifeMs: 3 * DAY_MS }));
    upstream = await startNodeUpstream(namedHash('shop'));
    const flags = ['--domain', DOMAIN, '--tls-cert', files.certificate, '--tls-key', files.key];
    const exit = await startExit(processes, {}, flags);
    engine = await startEngine();
    const caFile = join(issued.folder, 'ca.pem');
    await issued.replaceOne(caFile, issued.ca.certificate);
    await engine.network.update({ caFile });
    const server = exit.controlUrl.replace('ws:', 'wss:');
    const { id: serverId } = await engine.servers.join(formatJoinLink({ server, token: TOKEN }));
    const target = String(upstream.port);
    id = (await engine.tunnels.share({ target, kind: 'http', name: 'shop', serverId })).id;
    await eventually('the tunnel is online', () => engine.tunnels.get(id).status.state === 'online', SOON.timeout);
  });

  afterAll(async () => {
    await engine.stop();
    await processes.end();
    await upstream.close();
    issued.remove();
  });

  test('a certificate that ends within 14 days is an alert, once', async () => {
    await expect
      .poll(() => engine.alerts.watch.active.value, SOON)
      .toMatchObject([{ kind: 'expiry', tunnelIds: [id] }]);
    expect(engine.alerts.watch.active.value[0]?.message).toMatch(
      /^The certificate of shop\.exit\.localhost:\d+ ends on \d+ \w+ \d{4}\.$/,
    );
    engine.alerts.watch.look();
    engine.alerts.watch.look();
    expect(engine.activity.entries.value.filter(({ source }) => source === 'alert')).toMatchObject([
      { level: 'warning', tunnelIds: [id] },
    ]);
  });

  test.each([
    ['for another name', ['*.other.test', '127.0.0.1'], Date.now(), 'is for *.other.test', 'Give your exit server one'],
    ['that has expired', NAMES, Date.now() - 10 * HOUR_MS, 'has expired', 'Renew it.'],
  ])('a certificate %s is named, with the next step', async (_, names, startsAt, message, nextStep) => {
    await issued.replace(files, await issued.issue(names, { startsAt, lifeMs: HOUR_MS }));
    await expect.poll(checked, SOON).toMatchObject({
      state: 'degraded',
      hop: 'public-url',
      message: expect.stringContaining(`The certificate of shop.${DOMAIN}`) as string,
    });
    await expect.poll(checked, SOON).toHaveProperty('message', expect.stringContaining(message));
    expect(checked()).toHaveProperty('nextStep', expect.stringContaining(nextStep));
    await issued.replace(files, await issued.issue(NAMES, { lifeMs: 3 * DAY_MS }));
    await expect.poll(() => checked().state, SOON).toBe('online');
  });
});

test('a public name that DNS does not know is named, apart from TLS', { timeout: 120_000 }, async () => {
  const processes = new Processes();
  const upstream = await startNodeUpstream(namedHash('shop'));
  // RFC 6761 §6.4: nothing is ever found under it.
  const exit = await startExit(processes, {}, ['--public-url', 'https://{name}.shops.invalid']);
  const engine = await startEngine(exit);
  try {
    const serverId = engine.servers.servers.value.find(({ embedded }) => !embedded)?.id;
    const target = String(upstream.port);
    const { id } = await engine.tunnels.share({ target, kind: 'http', name: 'shop', serverId });
    await expect
      .poll(() => engine.tunnels.get(id).status, SOON)
      .toMatchObject({
        state: 'degraded',
        hop: 'public-url',
        message: 'DNS has no entry for shop.shops.invalid.',
        nextStep: "Add one that leads to your exit server's address.",
      });
  } finally {
    await engine.stop();
    await processes.end();
    await upstream.close();
  }
});
