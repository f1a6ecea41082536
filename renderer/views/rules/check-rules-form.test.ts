import { describe, expect, it } from 'vitest';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { checkRulesForm, errorOfAnswer } from './check-rules-form.ts';
import { toLocalTime } from './local-time.ts';
import { newRow, type RulesForm, rulesFormOf } from './rules-form.ts';

const NOW = new Date(2026, 10, 23, 12, 0).getTime();
const EMPTY = rulesFormOf({ rules: NO_RULES, hostHeader: 'keep' });
const check = (part: Partial<RulesForm>) => checkRulesForm({ ...EMPTY, ...part }, NOW);
const header = (name: string, value: string) => newRow({ act: 'set' as const, name, value });
const route = (path: string, upstream = 'http://127.0.0.1:4000') => newRow({ path, upstream, stripPrefix: false });

describe('checkRulesForm', () => {
  it('takes a form without rules, and one with each', () => {
    expect(check({})).toEqual({});
    const filled: Partial<RulesForm> = {
      basicAuth: [
        newRow({ user: 'ada', password: 'correct horse' }),
        newRow({ user: 'grace', password: '', known: 'grace' }),
      ],
      bearer: [newRow({ label: '' })],
      links: [newRow({ label: 'Bob' })],
      allow: '192.0.2.0/24\n\n2001:db8::/32',
      requestsPerSecond: '0.5',
      bodySize: '1.5',
      bodyUnit: 'KiB',
      hostMode: 'fixed',
      fixedHost: 'shop.test:8080',
      requestHeaders: [header('X-Env', 'preview'), newRow({ act: 'remove' as const, name: 'Cookie', value: 'left' })],
      routes: [route('/api')],
      expiresAt: toLocalTime(NOW + 60_000),
      idleMinutes: '30',
    };
    expect(check(filled)).toEqual({});
  });

  it.each<[string, Partial<RulesForm>, Record<string, unknown>]>([
    [
      'the line of a range that is none',
      { allow: '192.0.2.0/24\n\n10.0.0.0/33' },
      { allow: expect.stringMatching(/^Line 3, 10\.0\.0\.0\/33: Use an address/) },
    ],
    [
      'an account without a name',
      { basicAuth: [newRow({ user: ' ', password: 'correct horse' })] },
      { 'basicAuth.0.user': 'Enter a user name.' },
    ],
    [
      'a new account without a password',
      { basicAuth: [newRow({ user: 'ada', password: '' })] },
      { 'basicAuth.0.password': 'Enter a password.' },
    ],
    [
      'an account that was renamed',
      { basicAuth: [newRow({ user: 'eve', password: '', known: 'ada' })] },
      { 'basicAuth.0.password': 'Enter a password.' },
    ],
    [
      'a short password',
      { basicAuth: [newRow({ user: 'ada', password: 'short' })] },
      { 'basicAuth.0.password': 'Use at least 8 characters.' },
    ],
    [
      'two accounts of one name',
      { basicAuth: [newRow({ user: 'a', password: '', known: 'a' }), newRow({ user: 'a', password: 'long enough' })] },
      { 'basicAuth.1.user': 'This user is there already.' },
    ],
    ['a rate that is no number', { requestsPerSecond: 'many' }, { requestsPerSecond: expect.stringMatching(/number/) }],
    ['a rate of nothing', { requestsPerSecond: '0' }, { requestsPerSecond: expect.stringMatching(/from 0\.1/) }],
    ['half a byte', { bodySize: '1.5', bodyUnit: 'B' }, { maxBodyBytes: expect.stringMatching(/whole number/) }],
    [
      'a host with a path',
      { hostMode: 'fixed', fixedHost: 'http://x' },
      { hostHeader: expect.stringMatching(/shop\.test/) },
    ],
    [
      'a header of the connection',
      { requestHeaders: [header('X-A', ''), header('Host', 'x')] },
      { 'requestHeaders.1.name': expect.stringMatching(/cannot be edited/) },
    ],
    [
      'a header value that is no ASCII',
      { responseHeaders: [header('X-A', 'é')] },
      { 'responseHeaders.0.value': expect.stringMatching(/ASCII/) },
    ],
    ['a path without a slash', { routes: [route('api')] }, { 'routes.0.path': expect.stringMatching(/such as \/api/) }],
    [
      'a path to nowhere',
      { routes: [route('/api', 'localhost')] },
      { 'routes.0.upstream': expect.stringMatching(/such as http/) },
    ],
    ['one path twice', { routes: [route('/api'), route('/api')] }, { 'routes.1.path': 'This path is there already.' }],
    ['an end that is over', { expiresAt: toLocalTime(NOW) }, { expiresAt: 'This time is over: choose a later one.' }],
    ['half an hour of a minute', { idleMinutes: '0.5' }, { idleMinutes: expect.stringMatching(/whole number/) }],
  ])('names %s', (_, part, errors) => {
    expect(check(part)).toEqual(errors);
  });
});

describe('errorOfAnswer', () => {
  const form = { ...EMPTY, deny: '::1\n\nbad' };

  it.each([
    ['rules.routes.0.path', { 'routes.0.path': 'No.' }],
    ['rules.deny.1', { deny: 'Line 3, bad: No.' }],
    ['rules.deny', { deny: 'No.' }],
    ['hostHeader', { hostHeader: 'No.' }],
    ['rules', { form: 'No.' }],
    [undefined, { form: 'No.' }],
  ])('puts the engine’s word on %s beside its field', (field, errors) => {
    expect(errorOfAnswer(form, field, 'No.')).toEqual(errors);
  });
});
