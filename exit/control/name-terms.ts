import type { TokenScope } from '../../shared/tokens/token-scope.ts';

/** On which terms a client has a name. */
export interface NameTerms {
  /** Whether it lets other clients serve the name too. */
  readonly shared: boolean;
  /** Undefined: the token of `--token-file`. */
  readonly tokenId: string | undefined;
  /** Whether its token lists this very name: an operator has given it the name, not only any name that it likes. */
  readonly listed: boolean;
}

/** @param name in lower case, as scopes have it */
export function termsOf(
  { shared = false }: { shared?: boolean | undefined },
  { tokenId, scope }: { tokenId: string | undefined; scope: TokenScope },
  name: string,
): NameTerms {
  return { shared, tokenId, listed: scope.names?.includes(name) === true };
}
