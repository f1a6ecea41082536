import { Registry } from 'prom-client';
import { expect, it } from 'vitest';
import { HttpTunnel } from '../http/http-tunnel.ts';
import { PublicUrls } from '../http/public-url.ts';
import { RequestMetrics } from '../metrics/request-metrics.ts';
import { TcpMetrics } from '../metrics/tcp-metrics.ts';
import { TlsTunnel } from '../passthrough/tls-tunnel.ts';
import { NOT_SHARED } from '../testing/not-shared.ts';
import { AWAY_MEMORY_MS, TunnelRegistry } from './tunnel-registry.ts';

const metrics = new RequestMetrics(new Registry());
const noSession = {
  closed: false,
  leaving: false,
  checkLink: () => false,
  openStream() {
    throw new Error('not in this test');
  },
};

function tunnel(name: string): HttpTunnel {
  const facts = { id: 1, name, publicUrl: `http://${name}.localhost`, upstream: 'http://127.0.0.1:3000' };
  return new HttpTunnel({ ...facts, terms: NOT_SHARED }, noSession, metrics.forHost(name));
}

it('finds a tunnel by the exact label under the domain, whatever the port', () => {
  const registry = new TunnelRegistry(new PublicUrls('exit.example.com', 'https://t-{name}.example.org').patterns);
  const blog = tunnel('blog');
  registry.add(blog);
  for (const host of [
    'blog.exit.example.com',
    'blog.exit.example.com:8000',
    'blog.exit.example.com.',
    't-blog.example.org',
  ]) {
    expect(registry.find(host)).toMatchObject({ members: [blog] });
  }
  const others = [
    'exit.example.com',
    '.exit.example.com',
    'x.blog.exit.example.com',
    'xblog.exit.example.com',
    'blog',
    'blog.exit.example.com.evil',
  ];
  for (const host of [...others, 'blogexit.example.com', '[::1]:8000', '127.0.0.1', undefined]) {
    expect(registry.find(host)).toBeUndefined();
  }
});

it('knows whether a TLS tunnel is open', () => {
  const registry = new TunnelRegistry(new PublicUrls('localhost', undefined).patterns);
  const traffic = new TcpMetrics(new Registry()).forPort(8000);
  const facts = { id: 2, name: 'bank', publicUrl: 'https://bank.localhost', upstream: 'tls://127.0.0.1:8443' };
  const bank = new TlsTunnel(facts, noSession, traffic);
  registry.add(tunnel('blog'));
  expect(registry.hasTls).toBe(false);
  registry.add(bank);
  expect([registry.hasTls, registry.find('bank.localhost')]).toEqual([true, bank]);
  registry.remove(bank);
  // Twice: a session's end and a close may meet.
  registry.remove(bank);
  expect([registry.hasTls, registry.find('bank.localhost')]).toEqual([false, 'away']);
});

it('remembers for 10 minutes that a name was there', () => {
  let now = 1_000;
  const registry = new TunnelRegistry(new PublicUrls('localhost', undefined).patterns, () => now);
  const first = tunnel('blog');
  registry.add(first);
  registry.remove(first);
  expect(registry.find('blog.localhost')).toBe('away');
  now += AWAY_MEMORY_MS - 1;
  expect(registry.find('blog.localhost')).toBe('away');
  now += 1;
  expect(registry.find('blog.localhost')).toBeUndefined();

  const second = tunnel('blog');
  registry.add(second);
  // The end of the first one comes late and must not take the second one away.
  registry.remove(first);
  expect(registry.find('blog.localhost')).toMatchObject({ members: [second] });
});

it('keeps a name while one of those that share it is there', () => {
  const registry = new TunnelRegistry(new PublicUrls('localhost', undefined).patterns);
  const first = tunnel('blog');
  const second = tunnel('blog');
  registry.add(first);
  registry.add(second);
  expect(registry.find('blog.localhost')).toMatchObject({ kind: 'http', name: 'blog', members: [first, second] });
  registry.remove(first);
  registry.remove(first);
  expect(registry.find('blog.localhost')).toMatchObject({ members: [second] });
  registry.remove(second);
  expect(registry.find('blog.localhost')).toBe('away');
});
