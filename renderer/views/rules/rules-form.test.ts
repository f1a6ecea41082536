import { describe, expect, it } from 'vitest';
import { RulesEdit, type RulesView } from '../../../shared/contract/rules.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { hostHeaderOf, isChanged, linesOf, newRow, rulesEditOf, rulesFormOf } from './rules-form.ts';

const END = new Date(2027, 4, 3, 14, 2).getTime();
const RULES: RulesView = {
  basicAuth: [{ user: 'ada' }],
  bearer: [{ id: 't', label: 'CI', last4: 'x9Kq' }],
  links: [{ id: 'l', label: 'Bob', usedAt: 5 }],
  allow: ['192.0.2.0/24', '2001:db8::/32'],
  deny: ['192.0.2.7'],
  requestsPerSecond: 2.5,
  maxBodyBytes: 10 * 1024 * 1024,
  requestHeaders: [{ act: 'set', name: 'X-Env', value: 'preview' }],
  responseHeaders: [{ act: 'remove', name: 'Server' }],
  routes: [{ path: '/api', upstream: 'http://127.0.0.1:4000', stripPrefix: true }],
  expiresAt: END,
  idleMinutes: 30,
};

describe('the form of rules', () => {
  it('asks for what holds where nothing is changed, and sends no secret back', () => {
    const state = { rules: RULES, hostHeader: 'shop.test' };
    const form = rulesFormOf(state);
    expect(rulesEditOf(form)).toEqual({
      ...RULES,
      bearer: [{ id: 't', label: 'CI' }],
      links: [{ id: 'l', label: 'Bob' }],
    });
    expect(RulesEdit.parse(rulesEditOf(form))).toEqual(rulesEditOf(form));
    expect(hostHeaderOf(form)).toBe('shop.test');
    expect(isChanged(form, state)).toBe(false);
  });

  it('asks for nothing where there are no rules', () => {
    const state = { rules: NO_RULES, hostHeader: 'keep' };
    expect(rulesEditOf(rulesFormOf(state))).toEqual(NO_RULES);
    expect(isChanged(rulesFormOf(state), state)).toBe(false);
  });

  it('shows a size in the largest unit that leaves it whole', () => {
    const shown = (maxBodyBytes: number) => {
      const { bodySize, bodyUnit } = rulesFormOf({ rules: { ...NO_RULES, maxBodyBytes }, hostHeader: 'keep' });
      return `${bodySize} ${bodyUnit}`;
    };
    expect([0, 1000, 2048, 10 * 1024 ** 2, 3 * 1024 ** 3].map(shown)).toEqual([
      '0 B',
      '1000 B',
      '2 KiB',
      '10 MiB',
      '3 GiB',
    ]);
  });

  it('knows a change in each field, and a row that was begun', () => {
    const state = { rules: RULES, hostHeader: 'keep' };
    const form = rulesFormOf(state);
    const changes: Partial<typeof form>[] = [
      { basicAuth: [...form.basicAuth, newRow({ user: '', password: '' })] },
      { basicAuth: form.basicAuth.map((row) => ({ ...row, password: 'a new secret' })) },
      { bearer: [] },
      { links: [...form.links, newRow({ label: '' })] },
      { allow: '' },
      { deny: '192.0.2.8' },
      { requestsPerSecond: '' },
      { bodyUnit: 'KiB' },
      { hostMode: 'upstream' },
      { responseHeaders: form.responseHeaders.map((row) => ({ ...row, act: 'set' as const })) },
      { routes: form.routes.map((row) => ({ ...row, stripPrefix: false })) },
      { expiresAt: '' },
      { idleMinutes: '31' },
    ];
    for (const change of changes) expect(isChanged({ ...form, ...change }, state)).toBe(true);
    expect(isChanged({ ...form, allow: ` ${form.allow}\n\n` }, state)).toBe(false);
  });

  it('reads lists line by line and numbers as people write them', () => {
    const form = rulesFormOf({ rules: NO_RULES, hostHeader: 'keep' });
    const edit = rulesEditOf({ ...form, allow: ' ::1\n\n 192.0.2.7 ', requestsPerSecond: '0,5', bodySize: '1.5' });
    expect(edit).toMatchObject({ allow: ['::1', '192.0.2.7'], requestsPerSecond: 0.5, maxBodyBytes: 1.5 * 1024 ** 2 });
    expect(linesOf('a\n\n b')).toEqual([
      { line: 1, text: 'a' },
      { line: 3, text: 'b' },
    ]);
  });
});
