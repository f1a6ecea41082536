import { expect, it } from 'vitest';
import { type Member, MemberGroup } from './member-group.ts';

interface Named extends Member {
  name: string;
  closed: boolean;
  unfit: boolean;
}

function member(name: string): Named {
  return { name, closed: false, unfit: false };
}

function groupOf(...names: string[]): { group: MemberGroup<Named>; all: Named[] } {
  const all = names.map(member);
  const group = new MemberGroup(all[0] as Named);
  for (const other of all.slice(1)) group.add(other);
  return { group, all };
}

function turns(group: MemberGroup<Named>, count: number): string {
  return Array.from({ length: count }, () => group.next([])?.name ?? '-').join('');
}

it('gives each member its turn', () => {
  const { group } = groupOf('a', 'b', 'c');
  expect(turns(group, 7)).toBe('abcabca');
});

it('leaves out those that are unfit, while another one is there', () => {
  const { group, all } = groupOf('a', 'b');
  const [a, b] = all as [Named, Named];
  a.unfit = true;
  expect(turns(group, 3)).toBe('bbb');
  b.unfit = true;
  expect(turns(group, 4)).toBe('abab');
  b.closed = true;
  expect(turns(group, 2)).toBe('aa');
  a.closed = true;
  expect(turns(group, 1)).toBe('-');
});

it('gives nobody twice to a request that has tried them', () => {
  const { group, all } = groupOf('a', 'b', 'c');
  const [a, b, c] = all as [Named, Named, Named];
  b.unfit = true;
  expect(group.next([a])).toBe(c);
  expect(group.next([a, c])).toBe(b);
  expect(group.next([a, b, c])).toBeUndefined();
});

it('passes nobody over when one leaves', () => {
  const { group, all } = groupOf('a', 'b', 'c');
  const [a, , c] = all as [Named, Named, Named];
  expect(turns(group, 2)).toBe('ab');
  expect(group.remove(a)).toBe(true);
  expect(group.remove(a)).toBe(false);
  expect(turns(group, 3)).toBe('cbc');
  expect(group.remove(c)).toBe(true);
  expect(turns(group, 2)).toBe('bb');
  expect(group.members.map(({ name }) => name)).toEqual(['b']);
});
