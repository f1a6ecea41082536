import { describe, expect, it } from 'vitest';
import type { RulesView } from '../../shared/contract/rules.ts';
import { NO_RULES } from '../../shared/rules/tunnel-rules.ts';
import { isOpenToAll, momentWords, rulesWords, scopeWords } from './rules-words.ts';

/** A Monday. */
const NOW = new Date(2026, 10, 23, 12, 0).getTime();
const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 30).getTime();
const rules = (part: Partial<RulesView>): RulesView => ({ ...NO_RULES, ...part });
const account = { user: 'ada' };
const token = { id: 't', label: '', last4: 'x9Kq' };
const link = { id: 'l', label: '' };

describe('rulesWords', () => {
  it.each<[Parameters<typeof rulesWords>[0], Partial<RulesView>, string]>([
    ['http', {}, 'Everybody may visit · until you stop it'],
    ['tcp', {}, 'Everybody may connect · until you stop it'],
    ['private', { idleMinutes: 45 }, 'Your own devices may connect · until nobody came for 45 min'],
    ['http', { basicAuth: [account] }, 'Visitors need 1 account · until you stop it'],
    [
      'http',
      { basicAuth: [account, account], allow: ['192.0.2.0/24'], expiresAt: at(27, 18) },
      'Visitors need one of 2 accounts · from 1 network · until Friday 18:30',
    ],
    [
      'http',
      { basicAuth: [account], bearer: [token, token], links: [link] },
      'Visitors need one of 1 account, 2 tokens or 1 link · until you stop it',
    ],
    [
      'tls',
      { allow: ['::1', '::2'], deny: ['::3'], requestsPerSecond: 5 },
      'Everybody may connect · from 2 networks, not from 1 network · new connections at most 5/s a visitor · until you stop it',
    ],
    [
      'http',
      {
        requestsPerSecond: 0.5,
        maxBodyBytes: 1536,
        requestHeaders: [{ act: 'remove', name: 'A' }],
        routes: [{ path: '/api', upstream: 'http://127.0.0.1:1', stripPrefix: false }],
        expiresAt: at(23, 18),
        idleMinutes: 60,
      },
      'Everybody may visit · at most 0.5/s a visitor · bodies up to 1.5 KiB · 1 header changed · 1 path elsewhere · until 18:30 or until nobody came for 1 h',
    ],
  ])('says what holds of a %s tunnel', (kind, part, words) => {
    expect(rulesWords(kind, rules(part), NOW).join(' · ')).toBe(words);
  });
});

describe('scopeWords', () => {
  it.each<[Parameters<typeof scopeWords>[0], Partial<RulesView>, string, string | undefined]>([
    ['http', {}, 'Everybody', undefined],
    ['http', { deny: ['192.0.2.7'] }, 'Everybody', undefined],
    ['tcp', { allow: ['192.0.2.7'], idleMinutes: 90 }, 'Some addresses', 'until idle for 90 min'],
    [
      'http',
      { basicAuth: [account, account], idleMinutes: 5, expiresAt: at(24, 9) },
      '2 accounts',
      'until Tuesday 09:30',
    ],
    ['private', {}, 'Your devices', undefined],
  ])('says in short who may use a %s tunnel, and until when', (kind, part, who, until) => {
    expect(scopeWords(kind, rules(part), NOW)).toEqual({ who, until });
    expect(isOpenToAll(kind, rules(part))).toBe(who === 'Everybody');
  });
});

describe('momentWords', () => {
  it.each([
    [at(23, 9), '09:30'],
    [at(29, 9), 'Sunday 09:30'],
    [at(30, 9), '30 November 09:30'],
    [at(20, 9), '20 November 09:30'],
    [new Date(2027, 4, 3, 14, 2).getTime(), '3 May 2027 14:02'],
  ])('says the day where it is another one', (moment, words) => {
    expect(momentWords(moment, NOW)).toBe(words);
  });
});
