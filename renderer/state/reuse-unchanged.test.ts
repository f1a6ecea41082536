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
