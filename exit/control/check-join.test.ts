import { expect, it } from 'vitest';
import { checkJoin } from './check-join.ts';
import { MAX_MEMBERS } from './member-group.ts';
import { type NameTerms, termsOf } from './name-terms.ts';

const WHAT = 'The name "blog"';

function terms(tokenId: string | undefined, names?: string[], shared = true): NameTerms {
  return termsOf({ shared }, { tokenId, scope: names === undefined ? {} : { names } }, 'blog');
}

/** What is said to a joiner; `joined` where it may. */
function answer(holders: NameTerms[], joiner: NameTerms | undefined): string {
  try {
    checkJoin(WHAT, holders, joiner);
    return 'joined';
  } catch (error) {
    return `${(error as { code: string }).code}: ${(error as Error).message}`;
  }
}

const NOBODY_ELSE = 'name-taken: The name "blog" is in use by another client: choose another name.';

it('gives a name that nobody has to everybody', () => {
  expect(answer([], terms('a', undefined, false))).toBe('joined');
  expect(answer([], undefined)).toBe('joined');
});

it('lets clients with the same token join where both share', () => {
  expect(answer([terms('a')], terms('a'))).toBe('joined');
  expect(answer([terms(undefined)], terms(undefined))).toBe('joined');
  expect(answer([terms('a', undefined, false)], terms('a', undefined, false))).toBe(NOBODY_ELSE);
  expect(answer([terms('a', undefined, false)], terms('a'))).toMatch(/^name-taken: .* does not share it/);
  expect(answer([terms('a')], terms('a', undefined, false))).toMatch(/^name-taken: .* share it here too\.$/);
});

it.each([
  ['no names', undefined, ['blog']],
  ['a pattern that fits', ['bl*'], ['blog']],
  ['other names', ['shop'], ['blog']],
])('lets nobody join whose token lists %s', (_, one, other) => {
  expect(answer([terms('a', one)], terms('b', other))).toBe(NOBODY_ELSE);
  expect(answer([terms('b', other)], terms('a', one))).toBe(NOBODY_ELSE);
  expect(answer([terms(undefined)], terms('b', other))).toBe(NOBODY_ELSE);
});

it('lets clients with other tokens join where an operator has given both the name', () => {
  expect(answer([terms('a', ['blog', 'shop'])], terms('b', ['blog']))).toBe('joined');
  expect(answer([terms('a', ['blog']), terms('c', ['blog'])], terms('b', ['blog']))).toBe('joined');
  expect(answer([terms('a', ['blog']), terms('a', ['bl*'])], terms('b', ['blog']))).toBe(NOBODY_ELSE);
});

it('tells strangers nothing of whether a name is shared', () => {
  expect(answer([terms('a', undefined, false)], terms('b'))).toBe(NOBODY_ELSE);
  expect(answer([terms('a')], terms('b', undefined, false))).toBe(NOBODY_ELSE);
  expect(answer([terms('a')], undefined)).toBe(NOBODY_ELSE);
});

it('bounds how many there are', () => {
  const many = Array.from({ length: MAX_MEMBERS }, () => terms('a'));
  expect(answer(many.slice(1), terms('a'))).toBe('joined');
  expect(answer(many, terms('a'))).toMatch(/^too-many-tunnels: /);
});
