import { expect, it } from 'vitest';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { tunnelWay } from './tunnel-way.ts';

const way = (tunnel: Partial<Tunnel>) => tunnelWay(tunnel as Tunnel);

it('leads from here to there', () => {
  expect(
    way({ kind: 'http', upstream: 'http://127.0.0.1:3000', publicUrl: 'https://shop.example.com/' }),
  ).toMatchObject({
    label: undefined,
    from: '127.0.0.1:3000',
    to: 'shop.example.com',
  });
  expect(way({ kind: 'private', upstream: 'tcp://127.0.0.1:5432', publicUrl: 'tcp://db.internal' })).toMatchObject({
    label: 'Private',
    from: '127.0.0.1:5432',
    to: 'db.internal',
  });
  expect(way({ kind: 'private', upstream: 'tcp://127.0.0.1:5432' })).toMatchObject({ to: undefined });
});

it('shows a forward tunnel from its local port to its target, also before it stands', () => {
  const forward = { kind: 'forward', upstream: 'tcp://db.internal:5432' } as const;
  expect(way({ ...forward, localPort: 15_432 })).toMatchObject({ from: 'localhost:15432', to: 'db.internal:5432' });
  expect(way(forward)).toMatchObject({ label: 'Forward', from: 'localhost:5432' });
});
