import { plainAddress } from '../../shared/plain-address.ts';
import type { TokenScope } from '../../shared/tokens/token-scope.ts';
import { mayForward } from '../tokens/scope-check.ts';
import type { ForwardPattern } from './forward-pattern.ts';
import { type ForwardTarget, formatForwardTarget } from './forward-target.ts';
import { isGuarded } from './guarded-addresses.ts';
import { privateNameOf } from './private-name.ts';

/** Who asks. */
export interface ForwardAsker {
  /** `ip:port` of the client. */
  readonly remoteAddress: string;
  /** What its token gives. */
  readonly grant: { readonly scope: TokenScope };
}

/** Where a target that is allowed leads, or why it is not, in one line for the person at the client. */
export type ForwardPermission =
  | { readonly kind: 'service'; readonly name: string }
  | { readonly kind: 'address'; readonly pattern: ForwardPattern }
  | { readonly kind: 'refused'; readonly message: string };

/** What local forwarding may lead to. */
export class ForwardAccess {
  readonly #patterns: readonly ForwardPattern[];

  constructor(patterns: readonly ForwardPattern[]) {
    this.#patterns = patterns;
  }

  /**
   * The one place that decides about a target: private services are for every client whose token allows it, all else is what the operator
   * allows too.
   */
  mayForward({ grant }: ForwardAsker, target: ForwardTarget): ForwardPermission {
    const refusal = mayForward(grant.scope, formatForwardTarget(target));
    if (refusal !== undefined) return { kind: 'refused', message: refusal.message };
    const name = privateNameOf(target.host);
    if (name !== undefined && !this.reserves(name)) return { kind: 'service', name };
    const pattern = this.#patterns.find((candidate) => candidate.covers(target));
    if (pattern !== undefined) return { kind: 'address', pattern };
    const wanted = formatForwardTarget(target);
    const message = `The exit server does not allow forwarding to ${wanted}: its operator must add --allow-forward ${wanted}.`;
    return { kind: 'refused', message };
  }

  /** Whether the operator names `NAME.internal` as a real host: then no private service may stand in for it. */
  reserves(name: string): boolean {
    return this.#patterns.some((pattern) => pattern.name !== undefined && privateNameOf(pattern.name) === name);
  }

  /**
   * Whether an address that a target was resolved to may be connected to. A guarded one must be named by itself: the name server that gave it
   * may belong to anybody.
   */
  mayConnect(address: string, port: number): boolean {
    const plain = plainAddress(address);
    return !isGuarded(plain) || this.#patterns.some((pattern) => pattern.namesAddress(plain, port));
  }
}
