import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { HealthCheck } from '../../../shared/contract/health-check.ts';
import { passingTime } from '../testing/passing-time.ts';
import { closedPort, startHttpUpstream, startTcpUpstream } from '../testing/upstreams.ts';
import { NonceBook } from '../tunnels/nonce-book.ts';
import { UpstreamDialer } from '../tunnels/upstream-dialer.ts';
import { UpstreamError } from '../tunnels/upstream-error.ts';
import { TunnelProber } from './tunnel-prober.ts';

const { until } = passingTime;
const REFUSED = new UpstreamError('upstream-refused', 'Nothing answers on 127.0.0.1:3000.');

function probe(port: number, pingLink: () => Promise<number> = async () => 12, healthCheck?: HealthCheck) {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  const nonces = new NonceBook();
  const dialer = new UpstreamDialer(`http://127.0.0.1:${port}`);
  const dial = vi.spyOn(dialer, 'dial');
  let changes = 0;
  const prober = new TunnelProber({
    isPublic: true,
    kind: 'http',
    healthCheck,
    dialer,
    nonces,
    pingLink,
    network: { routeTo: async () => undefined },
    onChange: () => {
      changes += 1;
    },
  });
  onTestFinished(() => prober.stop());
  return { prober, nonces, changes: () => changes, dials: () => dial.mock.calls.length };
}

async function startOwn(nonces: () => NonceBook) {
  let asked = 0;
  const upstream = await startHttpUpstream((incoming, answer) => {
    asked += 1;
    const nonce = incoming.url?.split('/').at(-1) ?? '';
    answer.end(nonces().has(nonce) ? nonce : 'no');
  });
  return { port: upstream.port, asked: () => asked };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('TunnelProber', () => {
  it('knows nothing at first', () => {
    const { prober } = probe(1);
    expect(prober.probes).toMatchObject({
      link: { state: 'unknown' },
      upstream: { state: 'unknown' },
      publicUrl: { state: 'unknown' },
    });
  });

  it('finds an upstream that fails, remembers since when, and finds out when it is back', async () => {
    const port = await closedPort();
    const { prober, changes } = probe(port);
    prober.startUpstream();
    prober.startUpstream();
    await until(() => prober.upstream.state === 'failed');
    const { since } = prober.upstream;
    expect(prober.upstream).toMatchObject({ message: `Nothing answers on 127.0.0.1:${port}.` });
    const before = changes();
    await until(() => changes() > before + 1);
    expect(prober.upstream.since).toBe(since);
    vi.useRealTimers();
    const upstream = await startTcpUpstream(() => {});
    const other = probe(upstream.port);
    other.prober.startUpstream();
    await until(() => other.prober.upstream.state === 'ok');
    expect(other.prober.upstream.tookMs).toBeGreaterThanOrEqual(0);
  });

  it('passes on what to do, and to try again where the failure is not the service’s', async () => {
    const { prober } = probe(await closedPort());
    prober.startUpstream();
    prober.noteUpstream(new UpstreamError('client-exhausted', 'No file is left.', 'Free some.'));
    expect(prober.upstream).toMatchObject({ message: 'No file is left.', nextStep: 'Free some.', remedy: 'retry' });
    prober.noteUpstream(new UpstreamError('upstream-invalid', 'It speaks no TLS.', 'Lead elsewhere.'));
    expect(prober.upstream).toMatchObject({ nextStep: 'Lead elsewhere.' });
    expect(prober.upstream.remedy).toBeUndefined();
    prober.noteUpstream(REFUSED);
    expect(prober.upstream).toMatchObject({ nextStep: '' });
    expect(prober.upstream.remedy).toBeUndefined();
  });

  it('believes real traffic at once, in both directions', async () => {
    const upstream = await startTcpUpstream(() => {});
    const { prober, changes } = probe(upstream.port);
    prober.noteUpstream(REFUSED);
    expect(prober.upstream.state).toBe('unknown');
    prober.startUpstream();
    await until(() => prober.upstream.state === 'ok');
    prober.noteUpstream(REFUSED);
    expect(prober.upstream).toMatchObject({ state: 'failed', message: REFUSED.message });
    prober.noteUpstream(undefined);
    expect(prober.upstream.state).toBe('ok');
    const before = changes();
    prober.noteUpstream(undefined);
    expect(changes()).toBe(before);
  });

  it('leaves an upstream alone that traffic has just shown to answer', async () => {
    const upstream = await startTcpUpstream(() => {});
    const { prober, dials } = probe(upstream.port);
    prober.startUpstream();
    await until(() => prober.upstream.state === 'ok');
    const probed = dials();
    for (let second = 0; second < 30; second += 1) {
      vi.advanceTimersByTime(1000);
      prober.noteUpstream(undefined);
      await new Promise(setImmediate);
    }
    expect(dials()).toBe(probed);
    await until(() => dials() > probed);
  });

  it('asks as often as ever after the clock was set back', async () => {
    const upstream = await startTcpUpstream(() => {});
    const { prober, dials } = probe(upstream.port);
    prober.startUpstream();
    await until(() => prober.upstream.state === 'ok');
    const probed = dials();
    vi.setSystemTime(Date.now() - 3_600_000);
    const before = Date.now();
    await until(() => dials() > probed);
    expect(Date.now() - before).toBeLessThan(60_000);
  });

  it('believes the health check of an HTTP upstream, and not that it answers', async () => {
    let status = 503;
    let asked = 0;
    const upstream = await startHttpUpstream((_, response) => {
      asked += 1;
      response.writeHead(status).end();
    });
    const { prober } = probe(upstream.port, undefined, { path: '/healthz', interval: 5 });
    prober.startUpstream();
    await until(() => prober.upstream.state === 'failed');
    expect(prober.upstream).toMatchObject({
      message: 'GET /healthz answers 503.',
      nextStep: expect.stringContaining('health check'),
    });
    prober.noteUpstream(undefined);
    expect(prober.upstream.state).toBe('failed');
    status = 200;
    await until(() => prober.upstream.state === 'ok');
    const before = asked;
    prober.noteUpstream(undefined);
    await until(() => asked > before);
    status = 500;
    await until(() => prober.upstream.state === 'failed');
  });

  it('asks by another health check at once, and what the service says to the earlier one no longer counts', async () => {
    const held: (() => void)[] = [];
    const upstream = await startHttpUpstream(({ url }, response) => {
      const answer = () => response.writeHead(url === '/ill' ? 503 : 200).end();
      if (url === '/slow') held.push(answer);
      else answer();
    });
    const { prober } = probe(upstream.port, undefined, { path: '/slow', interval: 3600 });
    // Nothing is asked of an upstream that nobody watches.
    prober.setHealthCheck({ path: '/slow', interval: 3600 });
    prober.startUpstream();
    await until(() => held.length === 1);
    prober.setHealthCheck({ path: '/ill', interval: 3600 });
    await until(() => prober.upstream.state === 'failed');
    held[0]?.();
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(prober.upstream).toMatchObject({ state: 'failed', message: 'GET /ill answers 503.' });
    prober.setHealthCheck(undefined);
    await until(() => prober.upstream.state === 'ok');
    // Now that it answers counts again.
    prober.noteUpstream(REFUSED);
    prober.noteUpstream(undefined);
    expect(prober.upstream.state).toBe('ok');
  });

  it('proves the public URL and the link while the tunnel is open, and asks now when it is told', async () => {
    let nonces = new NonceBook();
    const own = await startOwn(() => nonces);
    const { prober, nonces: book } = probe(own.port);
    nonces = book;
    prober.startUpstream();
    prober.startPublicUrl(`http://127.0.0.1:${own.port}`);
    await until(() => prober.publicUrl.state === 'ok' && prober.link.tookMs !== undefined);
    expect(prober.link).toMatchObject({ state: 'ok', tookMs: 12 });
    const asked = own.asked();
    prober.probeNow();
    await until(() => own.asked() > asked);
  });

  it('knows nothing of the public URL once the link is gone, whatever a late answer says', async () => {
    let answered = false;
    const held = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const upstream = await startHttpUpstream(async (_, answer) => {
      arrived.resolve();
      await held.promise;
      answer.end('late', () => {
        answered = true;
      });
    });
    const { prober } = probe(upstream.port);
    const url = `http://127.0.0.1:${upstream.port}`;
    prober.startPublicUrl(url);
    vi.advanceTimersByTime(1);
    await arrived.promise;
    prober.linkLost('The link was lost.');
    expect(prober.link).toMatchObject({ state: 'failed', message: 'The link was lost.' });
    expect(prober.publicUrl.state).toBe('unknown');
    // The link is back at the same URL: the answer to the old question is not the answer to the new one.
    prober.startPublicUrl(url);
    held.resolve();
    // No time passes, so the new question has not been asked yet.
    while (!answered) await new Promise(setImmediate);
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    expect(prober.publicUrl.state).toBe('unknown');
    await until(() => prober.publicUrl.state === 'failed');
  });

  it('stays still where a ping fails: the supervisor says so', async () => {
    const { prober } = probe(1, () => Promise.reject(new Error('There is no session.')));
    prober.startPublicUrl('http://127.0.0.1:1');
    vi.advanceTimersByTime(1);
    await new Promise(setImmediate);
    expect(prober.link.state).toBe('ok');
  });

  it('leaves no timer and no answer behind when it stops', async () => {
    const upstream = await startTcpUpstream(() => {});
    const { prober, changes } = probe(upstream.port);
    prober.startUpstream();
    prober.startPublicUrl(`tcp://127.0.0.1:${upstream.port}`);
    vi.advanceTimersByTime(1);
    prober.stop();
    for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
    prober.noteVisitor();
    expect(changes()).toBe(0);
    expect(prober.upstream.state).toBe('unknown');
    expect(prober.publicUrl.state).toBe('unknown');
  });
});
