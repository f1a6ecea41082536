import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { editedFoldersAreThere, editedTargetIsSecure, editedTunnel } from './edited-tunnel.ts';

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

it('wants a folder that the change names to be there, and no other', async () => {
  const there = await temporaryFolder();
  const gone = join(there, 'gone');
  const onDemand = { command: 'npm start', cwd: there, startTimeoutSeconds: 1, idleMinutes: 1 };
  await editedFoldersAreThere(BLOG, { target: there });
  await editedFoldersAreThere(BLOG, { onDemand });
  await editedFoldersAreThere({ ...BLOG, onDemand: { ...onDemand, cwd: gone } }, { name: 'shop' });
  await expect(editedFoldersAreThere(BLOG, { target: gone })).rejects.toMatchObject({
    field: 'target',
    message: `There is no folder ${gone}.`,
  });
  const moved = { onDemand: { ...onDemand, cwd: gone } };
  await expect(editedFoldersAreThere(BLOG, moved)).rejects.toMatchObject({ field: 'cwd' });
});

it('looks whether a new target of a website speaks TLS, as for one that is shared', async () => {
  const asked: string[] = [];
  const finder = {
    lookUp: async () => undefined,
    greet: async (host: string, port: number) => {
      asked.push(`${host} ${port}`);
      return { kind: 'http', tls: true } as const;
    },
  };
  expect(await editedTargetIsSecure(BLOG, { target: '8443' }, finder)).toBe(true);
  expect(await editedTargetIsSecure(BLOG, { target: 'http://localhost:8443' }, finder)).toBe(false);
  expect(await editedTargetIsSecure(BLOG, { name: 'shop' }, finder)).toBe(false);
  expect(await editedTargetIsSecure({ ...BLOG, kind: 'tcp' }, { target: '8443' }, finder)).toBe(false);
  expect(asked).toEqual(['127.0.0.1 8443']);
  expect(editedTunnel(BLOG, { target: '8443' }, true).upstream).toBe('https://127.0.0.1:8443');
  expect(editedTunnel(BLOG, { target: '8443' }).upstream).toBe('http://127.0.0.1:8443');
});
