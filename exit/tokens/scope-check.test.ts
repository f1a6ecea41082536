import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TokenScope } from '../../shared/tokens/token-scope.ts';
import { mayForward, mayOpen } from './scope-check.ts';

const http = (name: string) => ({ kind: 'http' as const, name });
const tcp = (remotePort?: number) => ({ kind: 'tcp' as const, name: 'db', remotePort });

describe('mayOpen', () => {
  it('allows all kinds where nothing is listed', () => {
    expect(mayOpen({}, http('shop'), 1000)).toBeUndefined();
    expect(mayOpen({}, tcp(1), 1000)).toBeUndefined();
    expect(mayOpen({ admin: true, maxTunnels: 2 }, tcp(), 1)).toBeUndefined();
    expect(mayForward({}, 'db:5432')).toBeUndefined();
  });

  it.each<[string, string, boolean]>([
    ['blog', 'blog', true],
    ['blog', 'Blog', true],
    ['blog', 'blogs', false],
    ['blog', 'blo', false],
    ['*', 'anything', true],
    ['*', 'a.b', false],
    ['*-dev', 'shop-dev', true],
    ['*-dev', '-dev', true],
    ['*-dev', 'shop-dev2', false],
    ['*.dev', 'api.dev', true],
    ['*.dev', 'a.b.dev', false],
    ['pr-*-web', 'pr-12-web', true],
    ['pr-*-web', 'pr-web', false],
    ['a*b*c', 'aXbYbZc', true],
    ['a*b*c', 'aXcYb', false],
  ])('of names: %s and %s: %j', (pattern, name, allowed) => {
    expect(mayOpen({ names: ['other', pattern] }, http(name), 0) === undefined).toBe(allowed);
  });

  it('agrees with a regular expression on all patterns', () => {
    const text = (letters: string) => fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(text('ab*.'), text('ab.'), (pattern, name) => {
        const expected = new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^.]*')}$`).test(name);
        expect(mayOpen({ names: [pattern] }, http(name), 0) === undefined).toBe(expected);
      }),
    );
  });

  it('says which names it may use', () => {
    expect(mayOpen({ names: ['blog', '*.dev'] }, http('shop'), 0)).toEqual({
      code: 'not-allowed',
      message: 'This token may use the names blog, *.dev; not shop.',
    });
  });

  it('bounds TCP ports, both ends included; the server chooses within them', () => {
    const scope = {
      tcp: [
        { from: 10_000, to: 10_010 },
        { from: 12_000, to: 12_000 },
      ],
    };
    for (const port of [10_000, 10_010, 12_000, undefined]) expect(mayOpen(scope, tcp(port), 0)).toBeUndefined();
    for (const port of [9_999, 10_011, 11_999, 12_001]) {
      expect(mayOpen(scope, tcp(port), 0)).toEqual({
        code: 'port-not-allowed',
        message: `This token may use the TCP ports 10000-10010, 12000; not ${port}.`,
      });
    }
  });

  it('refuses the kinds that are not listed as soon as one is', () => {
    expect(mayOpen({ names: ['blog'] }, tcp(), 0)?.message).toBe(
      'This token may not open TCP tunnels: it is for the names blog.',
    );
    expect(mayOpen({ forward: ['db:5432'] }, http('blog'), 0)?.code).toBe('not-allowed');
    expect(mayForward({ tcp: [{ from: 1, to: 2 }] }, 'db:5432')?.message).toContain('it is for the TCP ports 1-2');
  });

  it('bounds the names of TLS tunnels and private services too', () => {
    for (const kind of ['tls', 'private'] as const) {
      expect(mayOpen({ names: ['db'] }, { kind, name: 'db' }, 0)).toBeUndefined();
      expect(mayOpen({ names: ['db'] }, { kind, name: 'web' }, 0)?.code).toBe('not-allowed');
      expect(mayOpen({ tcp: [{ from: 1, to: 2 }] }, { kind, name: 'db' }, 0)?.code).toBe('not-allowed');
      expect(mayOpen({}, { kind, name: 'web' }, 0)).toBeUndefined();
    }
  });

  it('counts tunnels', () => {
    expect(mayOpen({ maxTunnels: 2 }, http('a'), 1)).toBeUndefined();
    expect(mayOpen({ maxTunnels: 2 }, http('a'), 2)).toMatchObject({ code: 'too-many-tunnels' });
  });
});

describe('mayForward', () => {
  it.each<[string, string, boolean]>([
    ['db:5432', 'db:5432', true],
    ['db:5432', 'DB:5432', true],
    ['db:5432', 'db:5433', false],
    ['db:*', 'db:1', true],
    ['*.internal:443', 'api.internal:443', true],
    ['*.internal:443', 'a.b.internal:443', false],
    ['[::1]:22', '[::1]:22', true],
    ['*:5432', 'db:5432', true],
    ['*', 'db:5432', false],
  ])('%s and %s: %j', (pattern, target, allowed) => {
    expect(mayForward({ forward: [pattern] }, target) === undefined).toBe(allowed);
  });
});

describe('TokenScope', () => {
  it.each([
    { names: [] },
    { names: ['a b'] },
    { names: ['-a'] },
    { names: ['a..b'] },
    { tcp: [{ from: 2, to: 1 }] },
    { tcp: [{ from: 0, to: 1 }] },
    { tcp: [{ from: 1, to: 65_536 }] },
    { forward: ['db'] },
    { forward: ['db:0'] },
    { maxTunnels: 0 },
    { maxTunnels: 1.5 },
    { root: true },
  ])('refuses %j', (scope) => {
    expect(TokenScope.safeParse(scope).success).toBe(false);
  });

  it('takes what the documents show', () => {
    const scope = {
      names: ['Blog', '*.dev'],
      tcp: [{ from: 10_000, to: 10_010 }],
      forward: ['db:5432'],
      maxTunnels: 5,
    };
    expect(TokenScope.parse(scope)).toEqual({ ...scope, names: ['blog', '*.dev'] });
  });
});
