import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { type JoinAddressParts, joinAddress } from './join-address.ts';

export interface JoinLineParts extends JoinAddressParts {
  /** Undefined where it must not be shown, or there is none to show. */
  token: string | undefined;
}

/** What a client needs: a join link, or, where the token must not be shown, the fingerprint to compare; undefined where there is none. */
export function joinLine({ token, ...parts }: JoinLineParts): string | undefined {
  const ca = parts.tls?.ownCa?.fingerprint;
  if (token === undefined) return ca === undefined ? undefined : `control plane CA ${ca}`;
  return `join link ${formatJoinLink({ ...joinAddress(parts), token })}`;
}
