import { createRouterClient, ORPCError } from '@orpc/server';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { type PackedMetrics, packedMetrics } from '../../shared/contract/packed-metrics.ts';
import type { TunnelChanges } from '../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { FakeEmbeddedExit } from '../engine/testing/fake-embedded-exit.ts';
import { TestSettingsFile, testEngine } from '../engine/testing/test-engine.ts';
import { closedPort } from '../engine/testing/upstreams.ts';
import { createRouter } from './router.ts';

/** A page of a running engine whose embedded exit server the test plays. */
async function openPage(settings = new TestSettingsFile()) {
  const exit = new FakeEmbeddedExit();
  const engine = testEngine({ settings, startEmbeddedExit: exit.start });
  // What listens on this computer is no part of these tests.
  vi.spyOn(engine.services, 'lookUp').mockResolvedValue(undefined);
  vi.spyOn(engine.services, 'greet').mockResolvedValue(undefined);
  await engine.start();
  // A second is over when a test says so.
  engine.metrics.stop();
  const client = createRouterClient(createRouter(engine, { shell: 'browser', version: '1.2.3' }));
  return { client, engine, exit, settings };
}

/** The first value of a watch. */
async function first<T>(watch: PromiseLike<AsyncIterable<T>>): Promise<T> {
  for await (const value of await watch) return value;
  throw new Error('The watch ended.');
}

async function failure(
  promise: PromiseLike<unknown>,
): Promise<{ code: string; field: string | undefined; message: string }> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof ORPCError) return { code: error.code, field: error.data?.field, message: error.message };
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('router: while the engine starts', () => {
  it('answers no call, so that a page that came early does not see its tunnels gone', async () => {
    const settings = new TestSettingsFile();
    const before = await openPage(settings);
    const { id } = await before.client.tunnels.share({ target: String(await closedPort()) });
    await before.engine.stop();

    const engine = testEngine({ settings, startEmbeddedExit: new FakeEmbeddedExit().start });
    const started = Promise.withResolvers<void>();
    const router = createRouter(engine, { shell: 'browser', version: '1.2.3', started: started.promise });
    const seen = first(createRouterClient(router).tunnels.watch());
    // A call that waited for nothing would be answered by now.
    await new Promise(setImmediate);
    await engine.start();
    started.resolve();
    expect((await seen).tunnels.map((tunnel) => tunnel.id)).toEqual([id]);
  });
});

describe('router: sharing', () => {
  it('makes a tunnel in one call and hands its public URL over', async () => {
    const { client, exit } = await openPage();
    const port = await closedPort();
    const tunnel = await client.tunnels.share({ target: String(port) });
    expect(tunnel).toMatchObject({
      name: `port-${port}`,
      kind: 'http',
      upstream: `http://127.0.0.1:${port}`,
      serverId: 'embedded',
      enabled: true,
      publicUrl: `http://port-${port}.localhost:9`,
    });
    expect(exit.opened).toMatchObject([{ name: `port-${port}`, kind: 'http' }]);
    expect((await first(client.tunnels.watch())).tunnels.map(({ id }) => id)).toEqual([tunnel.id]);
    // The same once more is the same tunnel.
    expect((await client.tunnels.share({ target: `127.0.0.1:${port}` })).id).toBe(tunnel.id);
  });

  it('reaches a service by https that was found to speak TLS', async () => {
    const { client, engine } = await openPage();
    const port = await closedPort();
    const found = { id: String(port), port, addresses: ['127.0.0.1'], kind: 'http', tls: true } as const;
    vi.spyOn(engine.services, 'lookUp').mockResolvedValue({ ...found, addresses: [...found.addresses] });
    const secure = { kind: 'http', upstream: `https://127.0.0.1:${port}` };
    const tunnel = await client.tunnels.share({ target: String(port), kind: 'http' });
    expect(tunnel).toMatchObject(secure);
    // A tunnel that was led elsewhere comes back to it the same way.
    const { id } = tunnel;
    await client.tunnels.update({ id, edit: { target: `http://127.0.0.1:${port}` } });
    vi.spyOn(engine.services, 'greet').mockResolvedValue({ kind: 'http', tls: true });
    expect(await client.tunnels.update({ id, edit: { target: String(port) } })).toMatchObject(secure);
  });

  it('chooses another name where a generated one is taken by somebody else', async () => {
    const { client, exit } = await openPage();
    const port = await closedPort();
    exit.taken.add(`port-${port}`);
    const tunnel = await client.tunnels.share({ target: String(port) });
    expect(tunnel.name).toMatch(new RegExp(`^port-${port}-[0-9a-z]{4}$`));
    expect(tunnel.publicUrl).toContain(tunnel.name);
    expect(exit.sessions).toHaveLength(1);
  });

  it('says so where a chosen name is taken by somebody else', async () => {
    const { client, exit } = await openPage();
    exit.taken.add('blog');
    const tunnel = await client.tunnels.share({ target: String(await closedPort()), name: 'blog' });
    expect(tunnel).toMatchObject({ name: 'blog', status: { state: 'refused', code: 'name-taken', remedy: 'rename' } });
  });

  it('refuses what cannot be shared, with the field that is wrong', async () => {
    const { client } = await openPage();
    expect(await failure(client.tunnels.share({ target: 'ftp://x' }))).toMatchObject({
      code: 'INVALID',
      field: 'target',
    });
    expect(await failure(client.tunnels.share({ target: '3000', serverId: 'gone' }))).toMatchObject({
      code: 'INVALID',
      field: 'serverId',
    });
    await client.tunnels.share({ target: '3000', name: 'blog' });
    const clash = await failure(client.tunnels.share({ target: '3001', name: 'blog' }));
    expect(clash).toMatchObject({ code: 'CONFLICT', field: 'name' });
    expect(clash.message).toContain('blog');
    await expect(client.tunnels.share({ target: '' })).rejects.toThrow();
    expect((await first(client.tunnels.watch())).tunnels).toHaveLength(1);
  });
});

describe('router: rules', () => {
  it('takes rules and a host, keeps hashes, and tells new secrets once', async () => {
    const { client, settings } = await openPage();
    const { id, publicUrl = '' } = await client.tunnels.share({ target: '3000', name: 'blog' });
    const rules = { ...NO_RULES, idleMinutes: 5 };
    const secrets = { basicAuth: [{ user: 'ada', password: 'correct horse' }], links: [{ label: 'Bob' }] };
    const { tunnel, made } = await client.rules.update({
      id,
      rules: { ...rules, ...secrets },
      hostHeader: 'shop.test',
    });
    expect(tunnel).toMatchObject({ hostHeader: 'shop.test', rules: { idleMinutes: 5, basicAuth: [{ user: 'ada' }] } });
    expect(made.links).toMatchObject([{ label: 'Bob', url: expect.stringContaining(publicUrl) }]);
    const seen = JSON.stringify([tunnel, await first(client.tunnels.watch())]);
    const kept = JSON.stringify(settings.content);
    expect(seen).not.toMatch(/scrypt|"hash"|correct horse/);
    expect(kept).toMatch(/scrypt/);
    expect(kept).not.toContain('correct horse');
  });

  it('refuses those that cannot be kept, with the field as a path, and leaves the others as they were', async () => {
    const { client } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000', name: 'db', kind: 'tcp' });
    const refused = (rules: object) => failure(client.rules.update({ id, rules: { ...NO_RULES, ...rules } }));
    expect(await refused({ maxBodyBytes: 5 })).toMatchObject({ code: 'INVALID', field: 'rules.maxBodyBytes' });
    expect(await refused({ basicAuth: [{ user: 'ada' }] })).toMatchObject({ field: 'rules.basicAuth.0.password' });
    expect(await refused({ expiresAt: 1 })).toMatchObject({ field: 'rules.expiresAt' });
    await expect(client.rules.update({ id, rules: { ...NO_RULES, allow: ['10.0.0.0/33'] } })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
      data: { issues: [{ path: ['rules', 'allow', 0] }] },
    });
    expect((await first(client.tunnels.watch())).tunnels[0]?.rules).toEqual(NO_RULES);
  });
});

describe('router: tunnels', () => {
  it('stops and starts one, and keeps that', async () => {
    const { client, settings } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000', name: 'blog' });
    expect(await client.tunnels.stop({ id })).toMatchObject({ enabled: false, status: { state: 'stopped' } });
    expect(settings.content).toMatchObject({ tunnels: [{ id, enabled: false }] });
    expect(await client.tunnels.start({ id })).toMatchObject({ enabled: true });
    const linkState = async () => (await first(client.tunnels.watch())).tunnels[0]?.probes.link.state;
    await expect.poll(linkState).toBe('ok');
  });

  it('changes a running one on the session that is there', async () => {
    const { client, exit } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000', name: 'blog' });
    const changed = await client.tunnels.update({ id, edit: { name: 'shop', hostHeader: 'upstream' } });
    expect(changed).toMatchObject({ id, name: 'shop', hostHeader: 'upstream' });
    await expect.poll(() => exit.opened).toHaveLength(2);
    expect(exit.opened[1]).toMatchObject({ name: 'shop' });
    expect(exit.sessions).toHaveLength(1);
    // Whether the upstream answers is told too, at moments of its own.
    const said = exit.sessions[0]?.messages.map(({ type }) => type).filter((type) => type !== 'health');
    expect(said).toEqual(['hello', 'open-tunnel', 'close-tunnel', 'open-tunnel']);
  });

  it('changes only the host of one that runs without closing it', async () => {
    const { client, exit } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000', name: 'blog' });
    expect(await client.tunnels.update({ id, edit: { hostHeader: 'upstream' } })).toMatchObject({
      hostHeader: 'upstream',
      publicUrl: expect.stringContaining('blog'),
    });
    const said = exit.sessions[0]?.messages.map(({ type }) => type).filter((type) => type !== 'health');
    expect(said).toEqual(['hello', 'open-tunnel']);
  });

  it('refuses a change that clashes, and leaves the tunnel as it was', async () => {
    const { client } = await openPage();
    await client.tunnels.share({ target: '3000', name: 'blog' });
    const { id } = await client.tunnels.share({ target: '3001', name: 'shop' });
    expect(await failure(client.tunnels.update({ id, edit: { name: 'blog' } }))).toMatchObject({ code: 'CONFLICT' });
    expect(await failure(client.tunnels.update({ id, edit: { target: 'ftp://x' } }))).toMatchObject({
      code: 'INVALID',
      field: 'target',
    });
    expect((await first(client.tunnels.watch())).tunnels[0]).toMatchObject({ id, name: 'shop' });
  });

  it('removes one and brings it back', async () => {
    const { client, engine } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000', name: 'blog' });
    engine.metrics.tick(1);
    await client.tunnels.remove({ id });
    expect((await first(client.tunnels.watch())).tunnels).toEqual([]);
    expect((await first(client.metrics.watch())).tunnels).toEqual([]);
    expect(await failure(client.tunnels.stop({ id }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await client.tunnels.undoRemove({ id })).toMatchObject({ id, name: 'blog', enabled: true });
    expect(await failure(client.tunnels.undoRemove({ id }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it.each(['start', 'stop', 'retry', 'remove', 'undoRemove'] as const)('knows no other tunnel to %s', async (act) => {
    const { client } = await openPage();
    expect(await failure(client.tunnels[act]({ id: 'nobody' }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps an open tunnel open on retry', async () => {
    const { client, exit } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000' });
    await client.tunnels.retry({ id });
    await client.tunnels.stop({ id });
    await expect.poll(() => exit.sessions[0]?.messages.map(({ type }) => type)).toContain('close-tunnel');
    expect(exit.opened).toHaveLength(1);
  });

  it('asks again for a refused one on retry', async () => {
    const { client, exit } = await openPage();
    exit.taken.add('blog');
    const { id } = await client.tunnels.share({ target: '3000', name: 'blog' });
    exit.taken.clear();
    await client.tunnels.retry({ id });
    await expect.poll(() => exit.opened).toHaveLength(1);
  });

  it('starts what ran when the app ended', async () => {
    const before = await openPage();
    const { id } = await before.client.tunnels.share({ target: '3000', name: 'blog' });
    await before.engine.stop();
    expect(before.exit.closes).toBe(1);
    const after = await openPage(new TestSettingsFile(structuredClone(before.settings.content)));
    await expect.poll(() => after.exit.opened).toHaveLength(1);
    expect((await first(after.client.tunnels.watch())).tunnels).toMatchObject([{ id, enabled: true }]);
    expect(after.exit.sessions[0]?.messages[0]).toEqual(before.exit.sessions[0]?.messages[0]);
  });
});

describe('router: everything else', () => {
  it('tells of the app', async () => {
    const { client } = await openPage();
    expect(await client.app.info()).toEqual({
      shell: 'browser',
      version: '1.2.3',
      platform: process.platform,
      canChooseFolder: false,
    });
  });

  it('joins servers, renews tokens and refuses with the field', async () => {
    const { client } = await openPage();
    const { id } = await client.servers.join({
      joinLink: formatJoinLink({ server: 'ws://127.0.0.1:1', token: 'secret-1234' }),
    });
    expect((await first(client.servers.watch())).servers.map((server) => server.id)).toEqual(['embedded', id]);
    expect(await client.servers.setToken({ id, token: 'other-5678' })).toMatchObject({ tokenLast4: '5678' });
    expect(await failure(client.servers.join({ joinLink: 'nonsense' }))).toMatchObject({
      code: 'INVALID',
      field: 'joinLink',
    });
    expect(await failure(client.servers.setToken({ id, token: 'two words' }))).toMatchObject({ field: 'token' });
    await client.servers.remove({ id });
    expect(await failure(client.servers.remove({ id }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('changes preferences, but not to a server that is not there', async () => {
    const { client } = await openPage();
    expect(await client.settings.update({ theme: 'dark' })).toEqual({ theme: 'dark', defaultServerId: 'embedded' });
    expect(await failure(client.settings.update({ defaultServerId: 'gone' }))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await first(client.settings.watch())).toEqual({ theme: 'dark', defaultServerId: 'embedded' });
  });

  it('shows what was wrong with the settings, until it is dismissed', async () => {
    const { client } = await openPage(new TestSettingsFile('broken'));
    const { notices } = await first(client.notices.watch());
    expect(notices).toMatchObject([{ level: 'warning', message: expect.stringContaining('set aside') }]);
    await client.notices.dismiss({ id: notices[0]?.id ?? '' });
    expect((await first(client.notices.watch())).notices).toEqual([]);
  });

  it('gives the metrics of a tunnel, and of no other', async () => {
    const { client, engine } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000' });
    engine.metrics.counters(id).request('GET', 200, 5);
    engine.metrics.tick(engine.metrics.newest + 1);
    const history = await client.metrics.history({ tunnelId: id, range: 60 });
    expect(history.samples.at(-1)).toMatchObject({ requests: { success: 1 }, measured: true });
    expect(history.methods).toMatchObject([{ method: 'GET', requests: { success: 1 } }]);
    const between = { tunnelId: id, from: engine.metrics.newest - 60, to: engine.metrics.newest };
    expect((await client.metrics.history(between)).samples).toEqual(history.samples);
    expect(await failure(client.metrics.history({ ...between, to: 0 }))).toMatchObject({ code: 'BAD_REQUEST' });
    const { all, tunnels } = await client.metrics.overview({ range: 60 });
    expect(all.total).toMatchObject({ requests: { success: 1 }, measured: true });
    expect(tunnels).toMatchObject([{ tunnelId: id, total: { requests: { success: 1 } } }]);
    expect(await client.metrics.size()).toEqual({ limit: expect.any(Number) });
    expect(await failure(client.metrics.history({ tunnelId: 'x', range: 60 }))).toMatchObject({ code: 'NOT_FOUND' });
  });

  it('tells of alerts while they last, and keeps them in the activity', async () => {
    const { client, engine } = await openPage();
    const { id, name } = await client.tunnels.share({ target: '3000' });
    for (let i = 0; i < 20; i += 1) engine.metrics.counters(id).request('GET', 500, 5);
    engine.metrics.tick(engine.metrics.newest + 1);
    engine.alerts.watch.look();
    const message = `${name} answers 100.0 % of its requests with errors (20 of 20 in 5 minutes).`;
    expect((await first(client.alerts.watch())).alerts).toMatchObject([{ kind: 'errors', message, tunnelIds: [id] }]);
    expect((await first(client.activity.watch())).entries).toMatchObject([{ source: 'alert', message }]);
    const off = { down: null, errors: null, slow: null, expiry: false, server: false };
    expect((await client.tunnels.update({ id, edit: { alerts: off } })).alerts).toEqual(off);
    const update = client.settings.update({ alertWebhook: 'https://user:secret@example.com/' });
    expect(await failure(update)).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('gives the timeline of a tunnel, and takes health checks of HTTP tunnels alone', async () => {
    const { client } = await openPage();
    const { id } = await client.tunnels.share({ target: '3000' });
    expect(await client.health.timeline({ tunnelId: id, days: 7 })).toMatchObject({
      states: [],
      uptime: [{ days: 1, ratio: null }, {}, {}, {}],
    });
    const healthCheck = { path: '/healthz', interval: 10 };
    expect((await client.tunnels.update({ id, edit: { healthCheck } })).healthCheck).toEqual(healthCheck);
    expect((await client.tunnels.update({ id, edit: { healthCheck: null } })).healthCheck).toBeUndefined();
    const { id: tcp } = await client.tunnels.share({ target: 'tcp://127.0.0.1:6379' });
    expect(await failure(client.tunnels.update({ id: tcp, edit: { healthCheck } }))).toMatchObject({ code: 'INVALID' });
  });

  it('gives a page that was busy its seconds in one message', async () => {
    const { client, engine } = await openPage();
    engine.metrics.counters('t');
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const updates = (await client.metrics.watch(undefined, { signal: abort.signal }))[Symbol.asyncIterator]();
    expect((await updates.next()).value).toMatchObject({ kind: 'snapshot' });
    const start = 1_900_000_000;
    for (let at = start; at < start + 90; at += 1) engine.metrics.tick(at);
    const { value } = (await updates.next()) as IteratorYieldResult<PackedMetrics>;
    const samples = packedMetrics.unpack(value).tunnels.find(({ tunnelId }) => tunnelId === 't')?.samples ?? [];
    expect(samples.map(({ at }) => at)).toEqual(Array.from({ length: 60 }, (_, i) => start + 30 + i));
  });

  it('tells what changed to who follows that, and of probes to who asks for them', async () => {
    const { client, engine } = await openPage();
    const { id } = await client.tunnels.share({ target: String(await closedPort()) });
    const other = await client.tunnels.share({ target: String(await closedPort()) });
    const abort = new AbortController();
    const options = { signal: abort.signal };
    const changes = (await client.tunnels.watchChanges(undefined, options))[Symbol.asyncIterator]();
    const probes = (await client.tunnels.watchProbes({ id }, options))[Symbol.asyncIterator]();
    const next = async (fits: (told: TunnelChanges) => boolean) => {
      for (;;) {
        const { value } = (await changes.next()) as IteratorYieldResult<TunnelChanges>;
        if (fits(value)) return value;
      }
    };
    const all = await next(() => true);
    expect(all.changed.map((tunnel) => tunnel.id)).toEqual(all.order);
    expect(all.order?.toSorted()).toEqual([id, other.id].toSorted());
    expect(JSON.stringify(all)).not.toContain('probes');
    expect((await probes.next()).value).toMatchObject({ link: { state: 'ok' } });

    await client.tunnels.update({ id, edit: { alerts: { down: 77 } } });
    const edited = await next(({ changed }) => changed.some(({ alerts }) => alerts?.down === 77));
    expect(edited.order).toBeUndefined();

    await client.tunnels.remove({ id });
    expect(await next(({ order }) => order !== undefined)).toMatchObject({ order: [other.id] });
    while (!(await probes.next()).done);
    expect(await failure(client.tunnels.watchProbes({ id }))).toMatchObject({ code: 'NOT_FOUND' });
    abort.abort();
    await engine.stop();
  });

  it('ends its watches when the page goes away', async () => {
    const { client, engine } = await openPage();
    const abort = new AbortController();
    const watch = (await client.tunnels.watch(undefined, { signal: abort.signal }))[Symbol.asyncIterator]();
    await watch.next();
    const waiting = watch.next();
    abort.abort();
    await waiting.catch(() => undefined);
    // Nobody listens any more: a change reaches no consumer and throws nowhere.
    engine.tunnels.tunnels.set([]);
  });
});

describe('router: network', () => {
  it('takes a proxy with its password, and shows everything but that', async () => {
    const { client, settings } = await openPage();
    expect(await first(client.network.watch())).toEqual({ proxyMode: 'environment', proxyHasPassword: false });
    const proxy = { proxyMode: 'own', proxyUrl: 'http://ada@proxy.corp:3128' } as const;
    const answer = await client.network.update({ ...proxy, proxyPassword: 'geheim' });
    expect(answer).toEqual({ ...proxy, proxyHasPassword: true });
    expect(await first(client.network.watch())).toEqual(answer);
    expect(JSON.stringify(settings.content)).not.toContain('geheim');
  });

  it('says which input is wrong', async () => {
    const { client } = await openPage();
    const wrong = await failure(client.network.update({ proxyMode: 'own', proxyUrl: 'gopher://proxy' }));
    expect(wrong).toMatchObject({ code: 'INVALID', field: 'proxyUrl' });
  });
});
