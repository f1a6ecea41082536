import { expect, it } from 'vitest';
import { reuseUnchanged } from './reuse-unchanged.ts';

it('keeps the objects that say the same and takes those that changed, in the new order', () => {
  const before = [
    { id: 'a', name: 'one' },
    { id: 'b', name: 'two' },
  ];
  const after = reuseUnchanged(before, [
    { id: 'c', name: 'new' },
    { id: 'b', name: 'two' },
    { id: 'a', name: 'changed' },
  ]);
  expect(after[0]).toEqual({ id: 'c', name: 'new' });
  expect(after[1]).toBe(before[1]);
  expect(after[2]).toEqual({ id: 'a', name: 'changed' });
});

it('keeps the fields that say the same of what changed', () => {
  const before = [{ id: 'a', status: { state: 'online', since: 1 }, probes: { link: { checkedAt: 1 } }, gone: 1 }];
  const [after] = reuseUnchanged(before, [
    { id: 'a', status: { state: 'online', since: 1 }, probes: { link: { checkedAt: 2 } } } as (typeof before)[0],
  ]);
  expect(after).toEqual({ id: 'a', status: before[0]?.status, probes: { link: { checkedAt: 2 } } });
  expect(after?.status).toBe(before[0]?.status);
  expect(reuseUnchanged(before, [{ id: 'a', status: before[0]?.status } as (typeof before)[0]])[0]).not.toBe(before[0]);
});

it('keeps the list where nothing changed', () => {
  const before = [{ id: 'a' }, { id: 'b' }];
  expect(reuseUnchanged(before, [{ id: 'a' }, { id: 'b' }])).toBe(before);
  expect(reuseUnchanged(before, [{ id: 'b' }, { id: 'a' }])).toEqual([{ id: 'b' }, { id: 'a' }]);
  expect(reuseUnchanged(before, [{ id: 'a' }])).toEqual([{ id: 'a' }]);
});
