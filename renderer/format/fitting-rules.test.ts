import { describe, expect, it } from 'vitest';
import { TunnelKind } from '../../shared/contract/tunnel.ts';
import { TunnelRules } from '../../shared/rules/tunnel-rules.ts';
import { unfitRule } from '../../shared/rules/unfit-rule.ts';
import { canHaveRules, hasPart, type RulesPart } from './fitting-rules.ts';

/** A rule of each part. */
const RULES: Record<Exclude<RulesPart, 'host'>, object> = {
  accounts: { bearer: [{ id: 'a', label: '', hash: 'x'.repeat(43), last4: 'x9Kq' }] },
  addresses: { allow: ['192.0.2.0/24'] },
  rate: { requestsPerSecond: 5 },
  body: { maxBodyBytes: 5 },
  headers: { requestHeaders: [{ act: 'remove', name: 'Cookie' }] },
  paths: { routes: [{ path: '/api', upstream: 'http://127.0.0.1:4000', stripPrefix: false }] },
  until: { idleMinutes: 5 },
};

describe.each(TunnelKind.options)('a %s tunnel', (kind) => {
  it.each(Object.entries(RULES))('is offered the rules that it can keep: %s', (part, rules) => {
    expect(hasPart(kind, part as RulesPart)).toBe(unfitRule(kind, TunnelRules.parse(rules)) === undefined);
  });

  it('has a Rules tab where it can keep any', () => {
    expect(canHaveRules(kind)).toBe(kind !== 'forward');
  });
});
