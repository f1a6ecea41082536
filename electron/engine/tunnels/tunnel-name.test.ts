import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../../shared/contract/service.ts';
import { TunnelName } from '../../../shared/contract/tunnel.ts';
import { alternativeName, suggestForwardName, suggestName } from './tunnel-name.ts';

function service(project: string | undefined): Service {
  return { id: '3000', port: 3000, addresses: ['127.0.0.1'], kind: 'http', project };
}

describe('suggestName', () => {
  it.each([
    ['my-shop', 'my-shop'],
    ['My Shop', 'my-shop'],
    ['Café_2', 'cafe-2'],
    ['--.--', 'port-3000'],
    ['日本', 'port-3000'],
    [undefined, 'port-3000'],
  ])('makes %j into %s', (project, name) => {
    expect(suggestName(service(project), 3000, new Set())).toBe(name);
  });

  it('counts on where the name is taken', () => {
    expect(suggestName(undefined, 80, new Set(['port-80']))).toBe('port-80-2');
    expect(suggestName(undefined, 80, new Set(['port-80', 'port-80-2']))).toBe('port-80-3');
  });

  it('always makes a valid name that is not taken', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), fc.integer({ min: 0, max: 30 }), (project, count) => {
        const taken = new Set<string>();
        for (let i = 0; i <= count; i += 1) {
          const name = suggestName(service(project), 3000, taken);
          expect(TunnelName.safeParse(name).success).toBe(true);
          expect(taken.has(name)).toBe(false);
          taken.add(name);
        }
      }),
      { numRuns: 50 },
    );
  });
});

describe('alternativeName', () => {
  it('adds four characters', () => {
    expect(alternativeName('shop', () => 0)).toBe('shop-0000');
    expect(alternativeName('shop', () => 0.999_999_99)).toBe('shop-zzzz');
  });

  it('always makes a valid name, also of the longest one, and of its own', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/), (name) => {
        const other = alternativeName(name);
        expect(TunnelName.safeParse(other).success).toBe(true);
        expect(TunnelName.safeParse(alternativeName(other)).success).toBe(true);
      }),
    );
  });
});

describe('suggestForwardName', () => {
  it.each([
    ['db.internal', 'db-5432'],
    ['10.0.0.5', '10-0-0-5-5432'],
    ['fd00::1', 'fd00-1-5432'],
    ['___', 'forward-5432'],
  ])('calls %s %s', (host, name) => {
    expect(suggestForwardName({ host, port: 5432 }, new Set())).toBe(name);
    expect(suggestForwardName({ host, port: 5432 }, new Set([name]))).toBe(`${name}-2`);
    expect(TunnelName.safeParse(name).success).toBe(true);
  });
});
