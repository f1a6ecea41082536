import type { RulesView } from '../../../shared/contract/rules.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';

/** What the page may see of rules: all but the hashes of their secrets. */
export function rulesView(rules: TunnelRules): RulesView {
  return {
    ...rules,
    basicAuth: rules.basicAuth.map(({ user }) => ({ user })),
    bearer: rules.bearer.map(({ id, label, last4 }) => ({ id, label, last4 })),
    links: rules.links.map(({ id, label, usedAt }) => ({ id, label, ...(usedAt !== undefined && { usedAt }) })),
  };
}
