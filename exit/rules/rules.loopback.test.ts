import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { NO_RULES, type TunnelRules } from '../../shared/rules/tunnel-rules.ts';
import { ask } from '../testing/ask.ts';
import { holdClock } from '../testing/hold-clock.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { RawVisitor } from '../testing/raw-visitor.ts';
import { openRuled } from '../testing/ruled-tunnel.ts';
import { answering } from '../testing/test-client.ts';

const OK = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
const OTHER_VISITOR = '127.0.0.2';
const HOUR_MS = 3_600_000;
const onLinux = it.runIf(process.platform === 'linux');

let scene: HttpScene;

afterEach(() => scene.end());

/** A scene whose client has one more tunnel, `ruled`. */
async function start(rules: Partial<TunnelRules>, limits = {}) {
  scene = await HttpScene.start({ limits });
  return openRuled(scene, rules, 'http', OK);
}

const portOf = (publicUrl: string) => Number(publicUrl.split(':').at(-1));

const visit = (headers: Record<string, string> = {}) => ask(scene.exit.dataPort, 'ruled.localhost', '/', { headers });

describe('from where', () => {
  it('visitors may come, as the lists say: deny beats allow', async () => {
    const { change } = await start({ allow: ['127.0.0.0/8'] });
    expect((await visit()).status).toBe(200);
    await change({ allow: ['127.0.0.0/8'], deny: ['127.0.0.1'] });
    const denied = await visit({ Accept: 'application/json' });
    expect(denied).toMatchObject({ status: 403, headers: { 'porthole-error': 'not-allowed' } });
    expect(JSON.parse(denied.text)).toMatchObject({ error: 'not-allowed', status: 403 });
    await change({ allow: ['192.0.2.0/24', '2001:db8::/32'] });
    expect((await visit()).status).toBe(403);
    await change({});
    expect((await visit()).status).toBe(200);
  });

  it('is what a trusted proxy says', async () => {
    await start({ allow: ['2001:db8::/32', '192.0.2.7'] }, { trustedProxyDepth: 1 });
    const from = async (address: string) => (await visit({ 'X-Forwarded-For': address })).status;
    expect(await from('2001:db8:1::1')).toBe(200);
    expect(await from('192.0.2.7')).toBe(200);
    expect(await from('192.0.2.8')).toBe(403);
    expect(await from('192.0.2.7, 192.0.2.8')).toBe(403);
  });

  it('concerns no other tunnel, and no probe of the client’s own', async () => {
    holdClock();
    await start({ deny: ['0.0.0.0/0'] });
    expect((await ask(scene.exit.dataPort, 'one.localhost')).status).toBe(200);
    const path = '/.well-known/porthole/nonce';
    const probe = (method: string, body?: string) =>
      ask(scene.exit.dataPort, 'ruled.localhost', path, { method, ...(body && { body }) });
    expect((await probe('GET')).status).toBe(200);
    expect((await probe('POST', 'x')).status).toBe(403);
    // More of them than a client sends are judged as any request.
    for (let count = 0; count < 20; count++) await probe('GET');
    expect((await probe('GET')).status).toBe(403);
  });

  onLinux('connections of TCP tunnels may come', async () => {
    scene = await HttpScene.start();
    const { publicUrl, change } = await openRuled(scene, { allow: ['127.0.0.1'] }, 'tcp', OK);
    const port = portOf(publicUrl);
    const asked = async (from: string) => {
      const visitor = new RawVisitor(port, '127.0.0.1', from);
      visitor.write('hello\n');
      if (from === '127.0.0.1') await visitor.sees('200 OK');
      else await visitor.isClosed();
      return visitor;
    };
    const first = await asked('127.0.0.1');
    expect((await asked(OTHER_VISITOR)).errorCode).toBe('ECONNRESET');
    await change({ deny: ['127.0.0.1'] });
    // What is open goes on.
    first.text = '';
    first.write('again\n');
    await first.sees('200 OK');
    first.destroy();
    const metrics = await (await scene.exit.ask('/metrics')).text();
    // More than one where the finder of another test's app has looked at the port.
    expect(metrics).toMatch(/^dataplane_connections_refused_total\{limit="rules"\} [1-9]/m);
  });
});

describe('how often', () => {
  onLinux('one visitor may ask: bursts of two seconds, then the rate', async () => {
    holdClock();
    await start({ requestsPerSecond: 2 });
    const visitor = scene.visit();
    visitor.write('GET / HTTP/1.1\r\nHost: ruled.localhost\r\n\r\n'.repeat(5));
    await visitor.sees('429 Too Many Requests');
    expect(visitor.text.match(/200 OK/g)).toHaveLength(4);
    expect(visitor.text).toContain('Porthole-Error: rate-limited');
    expect(visitor.text).toContain('Retry-After: 1\r\n');
    const other = scene.visit(OTHER_VISITOR);
    other.get('ruled.localhost');
    await other.sees('200 OK');
  });

  it('goes on to count over other changes, and says how long to wait', async () => {
    holdClock();
    const { change } = await start({ requestsPerSecond: 0.1 });
    expect((await visit()).status).toBe(200);
    await change({ requestsPerSecond: 0.1, deny: ['192.0.2.1'] });
    const limited = await visit();
    expect(limited.status).toBe(429);
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(5);
    await change({ requestsPerSecond: 50 });
    expect((await visit()).status).toBe(200);
  });
});

describe('until when', () => {
  it('a tunnel is open: at its time it is closed, with the reason', async () => {
    const expiresAt = Date.now() + HOUR_MS;
    const { tunnelId } = await start({ expiresAt });
    expect((await visit()).status).toBe(200);
    const clock = vi.spyOn(Date, 'now').mockReturnValue(expiresAt);
    onTestFinished(() => clock.mockRestore());
    // Whoever comes too late ends it at once.
    expect((await visit()).headers['porthole-error']).toBe('client-away');
    expect(await scene.client.next('tunnel-closed')).toMatchObject({ tunnelId, code: 'expired' });
  });

  it('a tunnel may not be opened again', async () => {
    scene = await HttpScene.start();
    const rules = { ...NO_RULES, expiresAt: Date.now() - 1 };
    expect(await scene.client.request({ name: 'ruled', rules })).toMatchObject({ code: 'expired' });
    expect(await scene.client.request({ kind: 'private', name: 'ruled', rules })).toMatchObject({ code: 'expired' });
  });
});

describe('rules that a tunnel cannot keep', () => {
  it('are refused with it, or leave it as it was', async () => {
    scene = await HttpScene.start();
    const rules = { ...NO_RULES, maxBodyBytes: 5 };
    expect(await scene.client.request({ kind: 'tcp', name: 'ruled', rules })).toMatchObject({
      code: 'bad-rules',
      message: expect.stringContaining('maxBodyBytes'),
    });
    const { tunnelId, publicUrl } = await openRuled(scene, { deny: ['192.0.2.1'] }, 'tcp', OK);
    scene.client.send({ type: 'update-tunnel', requestId: 'r', tunnelId, rules });
    expect(await scene.client.next('tunnel-refused')).toMatchObject({ requestId: 'r', code: 'bad-rules' });
    const visitor = new RawVisitor(portOf(publicUrl));
    visitor.write('hello\n');
    await visitor.sees('200 OK');
    visitor.destroy();
    scene.client.send({ type: 'update-tunnel', requestId: 'gone', tunnelId: 999, rules });
    expect(await scene.client.next('tunnel-refused')).toMatchObject({ requestId: 'gone', code: 'not-allowed' });
  });
});

describe('clients that share a name', () => {
  it('have one set of rules, which each of them changes for all', async () => {
    scene = await HttpScene.start();
    const open = (rules: Partial<TunnelRules> = {}) =>
      scene.client.request({ name: 'ruled', shared: true, rules: { ...NO_RULES, ...rules } });
    const first = await open({ deny: ['192.0.2.1'] });
    expect(first.type).toBe('tunnel-opened');
    expect(await open()).toMatchObject({ code: 'bad-rules', message: expect.stringContaining('same') });
    const second = await open({ deny: ['192.0.2.1'] });
    if (second.type !== 'tunnel-opened') throw new Error('It was refused.');
    const { tunnelId } = second;
    scene.client.send({
      type: 'update-tunnel',
      requestId: 'u',
      tunnelId,
      rules: { ...NO_RULES, deny: ['127.0.0.1'] },
    });
    await scene.client.next('tunnel-updated');
    for (let turn = 0; turn < 4; turn++) expect((await visit()).status).toBe(403);
  });
});
