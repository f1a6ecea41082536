import { expect, it } from 'vitest';
import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { editedTunnel } from './edited-tunnel.ts';

const BLOG: TunnelConfig = {
  id: '1',
  name: 'blog',
  kind: 'http',
  upstream: 'http://127.0.0.1:3000',
  serverId: 'a',
  hostHeader: 'keep',
  rules: NO_RULES,
  enabled: true,
};

it('names each other server once, and the first one never', () => {
  const both = editedTunnel(BLOG, { alsoServerIds: ['b', 'b', 'a', 'c'] });
  expect(both.alsoServerIds).toEqual(['b', 'c']);
  // One of them becomes the first.
  expect(editedTunnel(both, { serverId: 'b' })).toMatchObject({ serverId: 'b', alsoServerIds: ['c'] });
  expect(editedTunnel(both, { name: 'shop' }).alsoServerIds).toEqual(['b', 'c']);
  expect(editedTunnel(both, { alsoServerIds: [] }).alsoServerIds).toBeUndefined();
});

it('shares a name, and does so no longer', () => {
  const shared = editedTunnel(BLOG, { shared: true });
  expect(shared.shared).toBe(true);
  expect(editedTunnel(shared, { name: 'shop' }).shared).toBe(true);
  expect(editedTunnel(shared, { shared: false }).shared).toBeUndefined();
});

it.each([
  ['tcp', { shared: true }, 'shared'],
  ['tls', { shared: true }, 'shared'],
  ['forward', { shared: true }, 'shared'],
  ['forward', { alsoServerIds: ['b'] }, 'alsoServerIds'],
  ['forward', { proxyProtocol: 'v1' }, 'proxyProtocol'],
] as const)('refuses what a %s tunnel cannot have: %j', (kind, edit, field) => {
  const upstream = 'tcp://127.0.0.1:1';
  expect(() => editedTunnel({ ...BLOG, kind, upstream }, { ...edit } as never)).toThrow(
    expect.objectContaining({ field }),
  );
});
