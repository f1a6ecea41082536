import type { NameTerms } from '../control/name-terms.ts';

/** The terms of a tunnel that is one client's alone. */
export const NOT_SHARED: NameTerms = { shared: false, tokenId: undefined, listed: false };
