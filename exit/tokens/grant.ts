import type { TokenScope } from '../../shared/tokens/token-scope.ts';

/** What a good token gives. */
export interface Grant {
  /** Undefined: it is the token of `--token-file`. */
  readonly tokenId: string | undefined;
  /** What its maker calls it; absent of the token of `--token-file`. */
  readonly label?: string | undefined;
  readonly scope: TokenScope;
  /** When it ends by itself, ms since the epoch; Infinity: never. */
  readonly endsAt: number;
  /** SHA-256 of the secret, to look it up again. */
  readonly hash: Buffer;
}

/** Why a token does not count (any more). */
export interface TokenEnd {
  code: 'token-unknown' | 'token-expired' | 'token-revoked' | 'token-replaced';
  /** One sentence for its owner that says what to do. */
  message: string;
}
