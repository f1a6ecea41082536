import { expect, it } from 'vitest';
import { takeChanges } from './take-changes.ts';

const LIST = [
  { id: 'a', name: 'one' },
  { id: 'b', name: 'two' },
];

it('takes what changed in its place, and keeps the other objects', () => {
  const after = takeChanges(LIST, { changed: [{ id: 'a', name: 'changed' }] });
  expect(after).toEqual([{ id: 'a', name: 'changed' }, LIST[1]]);
  expect(after[1]).toBe(LIST[1]);
});

it('takes what came, went or moved, in the new order', () => {
  const after = takeChanges(LIST, { changed: [{ id: 'c', name: 'new' }], order: ['c', 'b'] });
  expect(after).toEqual([{ id: 'c', name: 'new' }, LIST[1]]);
  expect(takeChanges(LIST, { changed: [], order: ['b', 'a'] })).toEqual([LIST[1], LIST[0]]);
  expect(takeChanges(LIST, { changed: [], order: [] })).toEqual([]);
});

it('keeps the fields that say the same of what changed', () => {
  const before = [{ id: 'a', status: { state: 'online', since: 1 }, exits: [{ serverId: 'x' }], gone: 1 }];
  const changed = [
    { id: 'a', status: { state: 'online', since: 1 }, exits: [{ serverId: 'y' }] } as (typeof before)[0],
  ];
  const [after] = takeChanges(before, { changed });
  expect(after).toEqual(changed[0]);
  expect(after?.status).toBe(before[0]?.status);
});

it('keeps the list where the engine tells everything anew and nothing changed', () => {
  const changed = LIST.map((item) => ({ ...item }));
  expect(takeChanges(LIST, { changed, order: ['a', 'b'] })).toBe(LIST);
});
