import type { TokenScope } from './token-scope.ts';

/** Describes a scope for lists, e.g. `names blog, *-dev; TCP 10000-10010; 5 tunnels`. */
export function scopeText(scope: TokenScope): string {
  const { names, tcp, forward, maxTunnels, admin } = scope;
  const parts: string[] = [];
  if (admin === true) parts.push('admin');
  if (names !== undefined) parts.push(`names ${names.join(', ')}`);
  if (tcp !== undefined) parts.push(`TCP ${portsText(tcp)}`);
  if (forward !== undefined) parts.push(`forward ${forward.join(', ')}`);
  if (names === undefined && tcp === undefined && forward === undefined) parts.push('any tunnel');
  if (maxTunnels !== undefined) parts.push(maxTunnels === 1 ? '1 tunnel' : `${maxTunnels} tunnels`);
  return parts.join('; ');
}

/** e.g. `10000-10010, 12000`. */
export function portsText(ranges: readonly { from: number; to: number }[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
