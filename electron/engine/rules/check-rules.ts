import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import { unfitRule } from '../../../shared/rules/unfit-rule.ts';
import { RequestError } from '../request-error.ts';
import { linkUse } from './link-use.ts';

/**
 * The rules as they are saved for a tunnel. Throws RequestError INVALID, with the field as a path, e.g. `rules.allow.2`, where one cannot be
 * parsed, does not fit the tunnel's kind, or would end it at once.
 */
export function checkRules(config: TunnelConfig, rules: TunnelRules): TunnelRules {
  const read = TunnelRules.safeParse(rules);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new RequestError('INVALID', issue?.message ?? 'These rules cannot be used.', fieldOf(issue?.path ?? []));
  }
  const unfit = unfitRule(config.kind, read.data);
  if (unfit) throw new RequestError('INVALID', unfit.message, fieldOf([unfit.field]));
  const { expiresAt } = read.data;
  if (expiresAt !== undefined && expiresAt <= Date.now() && expiresAt !== config.rules.expiresAt) {
    throw new RequestError('INVALID', 'This time is over: choose a later one.', 'rules.expiresAt');
  }
  return linkUse.kept(read.data, config.rules);
}

function fieldOf(path: readonly PropertyKey[]): string {
  return ['rules', ...path.map(String)].join('.');
}
