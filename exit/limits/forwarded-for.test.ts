import { describe, expect, it } from 'vitest';
import { forwardedVisitor } from './forwarded-for.ts';

const PEER = '10.0.0.1';

describe('forwardedVisitor', () => {
  it.each<[string, string[], number, string]>([
    ['nothing is believed without a trusted proxy', ['1.1.1.1'], 0, PEER],
    ['one proxy: the last entry', ['6.6.6.6, 1.1.1.1'], 1, '1.1.1.1'],
    ['two proxies: the last but one', ['6.6.6.6, 1.1.1.1, 10.0.0.2'], 2, '1.1.1.1'],
    ['several fields are one list', ['6.6.6.6', '1.1.1.1', '10.0.0.2'], 2, '1.1.1.1'],
    ['fewer entries than proxies: the first', ['1.1.1.1'], 3, '1.1.1.1'],
    ['no entries', [], 1, PEER],
    ['an empty field', [''], 1, PEER],
    ['an entry that is no address', ['1.1.1.1, unknown'], 1, PEER],
    ['a forged end', ['1.1.1.1,'], 1, PEER],
    ['IPv6', ['6.6.6.6, [2001:db8::1]:99'], 1, '2001:db8::1'],
    ['a list that begins with a comma', [',1.1.1.1'], 2, PEER],
  ])('%s', (_what, values, depth, visitor) => {
    expect(forwardedVisitor(values, depth, PEER)).toBe(visitor);
  });
});
