import { hasRules, type TunnelRules } from '../../../shared/rules/tunnel-rules.ts';

/** The rules that the exit server is to enforce; undefined where there are none. Routes are this side's: it connects to the upstreams. */
export function exitRules(rules: TunnelRules): TunnelRules | undefined {
  const there = rules.routes.length === 0 ? rules : { ...rules, routes: [] };
  return hasRules(there) ? there : undefined;
}
