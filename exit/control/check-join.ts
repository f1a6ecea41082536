import { MAX_MEMBERS } from './member-group.ts';
import type { NameTerms } from './name-terms.ts';
import { TunnelRefusal } from './tunnel-refusal.ts';

/**
 * Whether a client may serve a name beside those that have it; always, where nobody does. Throws TunnelRefusal.
 *
 * @param what the name, for people
 * @param joiner undefined: a tunnel that cannot be shared
 */
export function checkJoin(what: string, holders: readonly NameTerms[], joiner: NameTerms | undefined): void {
  if (holders.length === 0) return;
  const taken = `${what} is in use by another client`;
  const shared = holders.every((holder) => holder.shared);
  const known = joiner !== undefined && holders.every((holder) => trustEachOther(holder, joiner));
  if (!known || (!shared && !joiner.shared)) {
    throw new TunnelRefusal('name-taken', `${taken}: choose another name.`);
  }
  if (!shared) {
    const message = `${taken}, which does not share it: choose another name, or let that one share it.`;
    throw new TunnelRefusal('name-taken', message);
  }
  if (!joiner.shared) {
    throw new TunnelRefusal('name-taken', `${taken}, which shares it: choose another name, or share it here too.`);
  }
  if (holders.length >= MAX_MEMBERS) {
    throw new TunnelRefusal('too-many-tunnels', `${what} is served by ${MAX_MEMBERS} clients already.`);
  }
}

/** By who they are: whoever else joined would read a part of the visitors' traffic. */
function trustEachOther(one: NameTerms, other: NameTerms): boolean {
  return one.tokenId === other.tokenId || (one.listed && other.listed);
}
