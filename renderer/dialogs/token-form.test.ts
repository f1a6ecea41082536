import { describe, expect, it } from 'vitest';
import { readTokenForm, type TokenForm } from './token-form.ts';

const EMPTY: TokenForm = {
  label: 'Ada',
  names: '',
  tcp: '',
  forward: '',
  maxTunnels: '',
  lifetime: 'never',
  admin: false,
};
const NOW = Date.parse('2026-05-03T14:02:00Z');

describe('readTokenForm', () => {
  it('asks for a token that may do all where nothing is limited', () => {
    expect(readTokenForm(EMPTY, NOW)).toEqual({ token: { label: 'Ada', scope: {} } });
  });

  it('reads lists, ranges, a number and a lifetime', () => {
    const form = {
      names: 'blog, *-dev,',
      tcp: '10000-10010, 12000',
      forward: 'db:5432',
      maxTunnels: ' 5 ',
      admin: true,
    };
    expect(readTokenForm({ ...EMPTY, ...form, label: ' ci ', lifetime: '30' }, NOW).token).toEqual({
      label: 'ci',
      scope: {
        names: ['blog', '*-dev'],
        tcp: [
          { from: 10_000, to: 10_010 },
          { from: 12_000, to: 12_000 },
        ],
        forward: ['db:5432'],
        maxTunnels: 5,
        admin: true,
      },
      expiresAt: '2026-06-02T14:02:00.000Z',
    });
  });

  it.each([
    ['label', { label: ' ' }, 'Enter a name'],
    ['label', { label: 'tk_1' }, 'The name must not begin with tk_'],
    ['names', { names: 'a b' }, 'names like blog'],
    ['tcp', { tcp: '10010-10000' }, 'ports or ranges'],
    ['tcp', { tcp: 'ssh' }, 'ports or ranges'],
    ['forward', { forward: 'db' }, 'targets like db:5432'],
    ['maxTunnels', { maxTunnels: '0' }, 'whole number'],
    ['maxTunnels', { maxTunnels: 'many' }, 'whole number'],
  ])('says beside %s what is wrong with %j', (field, part, text) => {
    const { errors } = readTokenForm({ ...EMPTY, ...part }, NOW);
    expect(Object.keys(errors ?? {})).toEqual([field]);
    expect(Object.values(errors ?? {})[0]).toContain(text);
  });
});
