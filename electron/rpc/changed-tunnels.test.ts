import { expect, it } from 'vitest';
import { testTunnel } from '../desktop/testing/test-tunnel.ts';
import { ChangedTunnels } from './changed-tunnels.ts';

const A = testTunnel({ id: 'a' });
const B = testTunnel({ id: 'b' });
const DOWN = { state: 'connecting' } as const;

function followed() {
  const changes = new ChangedTunnels();
  changes.since([A, B]);
  return changes;
}

it('tells everything at first, also that there is nothing', () => {
  const told = new ChangedTunnels().since([A, B]);
  expect(told?.changed.map(({ id }) => id)).toEqual(['a', 'b']);
  expect(told?.order).toEqual(['a', 'b']);
  expect(new ChangedTunnels().since([])).toEqual({ changed: [], order: [] });
});

it('tells of a tunnel that changed alone', () => {
  expect(followed().since([A, { ...B, status: DOWN }])).toMatchObject({ changed: [{ id: 'b', status: DOWN }] });
});

it('has no probes, and tells nothing where only they are new', () => {
  const checked = { state: 'ok', checkedAt: 7, tookMs: 3 } as const;
  const probes = { link: checked, upstream: checked, publicUrl: checked };
  const exits = [{ serverId: 'one', serverLabel: 'One', status: DOWN, probes }];
  const changes = new ChangedTunnels();
  const text = JSON.stringify(changes.since([{ ...A, exits }]));
  expect(text).toContain('"serverLabel":"One"');
  expect(text).not.toContain('probes');
  expect(changes.since([{ ...A, probes, exits: [{ ...exits[0], probes: A.probes } as (typeof exits)[0]] }])).toBe(
    undefined,
  );
});

it('tells the order where a tunnel comes, goes or moves', () => {
  expect(followed().since([B])).toEqual({ changed: [], order: ['b'] });
  expect(followed().since([B, A])).toEqual({ changed: [], order: ['b', 'a'] });
  expect(followed().since([testTunnel({ id: 'c' }), A, B])).toMatchObject({
    changed: [{ id: 'c' }],
    order: ['c', 'a', 'b'],
  });
  // One that was removed and comes back in place of another.
  expect(followed().since([A, testTunnel({ id: 'c' })])).toMatchObject({ changed: [{ id: 'c' }], order: ['a', 'c'] });
});
