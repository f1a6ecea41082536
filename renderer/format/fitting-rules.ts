import type { TunnelKind } from '../../shared/contract/tunnel.ts';

/** Parts of the Rules tab. */
export type RulesPart = 'accounts' | 'addresses' | 'rate' | 'body' | 'host' | 'headers' | 'paths' | 'until';

/** What tunnels of each kind can keep (see `unfitRule`); the others are not shown. */
const PARTS: Record<TunnelKind, readonly RulesPart[]> = {
  http: ['accounts', 'addresses', 'rate', 'body', 'host', 'headers', 'paths', 'until'],
  tcp: ['addresses', 'rate', 'until'],
  tls: ['addresses', 'rate', 'until'],
  private: ['until'],
  forward: [],
};

/** Whether tunnels of this kind can have rules of this part. */
export function hasPart(kind: TunnelKind, part: RulesPart): boolean {
  return PARTS[kind].includes(part);
}

/** Whether tunnels of this kind can have rules at all. */
export function canHaveRules(kind: TunnelKind): boolean {
  return PARTS[kind].length > 0;
}
