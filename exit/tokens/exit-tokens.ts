import { SharedToken } from './shared-token.ts';
import type { TokenDatabase } from './token-database.ts';

/** What tokens clients may have. */
export interface ExitTokens {
  /** The one that all may share, which is its owner's. */
  shared?: SharedToken | undefined;
  /** Those that `porthole-exit token` makes. The server closes it at its end. */
  database?: TokenDatabase | undefined;
}

/** A token alone is the shared one. */
export function tokensOf(token: string | ExitTokens): ExitTokens {
  return typeof token === 'string' ? { shared: new SharedToken(token) } : token;
}
