import { scopeText } from '../../../shared/tokens/scope-text.ts';
import type { TokenRecord } from '../../../shared/tokens/token-record.ts';
import { renderTable } from '../text-table.ts';

const HEAD = ['ID', 'Label', 'Token', 'May', 'Created', 'Expires', 'Last used', 'From'];

/** Renders tokens for people; times are UTC. */
export function renderTokens(tokens: readonly TokenRecord[]): string {
  if (tokens.length === 0) return 'no tokens: make one with "porthole-exit token create --label NAME"\n';
  return renderTable([HEAD, ...tokens.map(rowOf)]);
}

function rowOf(token: TokenRecord): string[] {
  const { id, label, last4, scope, createdAt, expiresAt, expired, lastUsedAt, lastUsedFrom, previous } = token;
  const end = previous === undefined ? '' : ` (…${previous.last4} until ${minute(previous.validUntil)})`;
  const expiry = expiresAt === undefined ? 'never' : `${minute(expiresAt)}${expired ? ' (expired)' : ''}`;
  const use = lastUsedAt === undefined ? 'never' : minute(lastUsedAt);
  return [id, label, `…${last4}${end}`, scopeText(scope), minute(createdAt), expiry, use, lastUsedFrom ?? '-'];
}

/** `2026-05-03 14:02` of an ISO time. */
function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
