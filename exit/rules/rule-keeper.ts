import { isDeepStrictEqual } from 'node:util';
import { hasRules, NO_RULES, type TunnelRules, type VisitorLink } from '../../shared/rules/tunnel-rules.ts';
import { unfitRule } from '../../shared/rules/unfit-rule.ts';
import type { OpenTunnel, ServerMessage } from '../../shared/wire/messages.ts';
import { TunnelRefusal } from '../control/tunnel-refusal.ts';
import { TokenBuckets } from '../limits/token-buckets.ts';
import { PasswordChecker } from './password-checker.ts';
import { TunnelEnding } from './tunnel-ending.ts';
import { type GuardParts, TunnelGuard } from './tunnel-guard.ts';
import { type LinkUse, UsedLinks } from './used-links.ts';

/** Wrong credentials of one visitor: more than any person types in a minute. */
const GUESSES = 10;
const GUESSES_MS = 60_000;

/** A tunnel that may have rules. */
export interface RuledTunnel {
  readonly id: number;
  readonly name: string;
  readonly kind: Exclude<OpenTunnel['kind'], 'forward'>;
  /** Undefined: it has none. Asked for each request and connection. */
  guard: TunnelGuard | undefined;
  /** Whether a request or connection goes through it. */
  readonly busy: boolean;
}

/** The session of a tunnel, as its rules see it. */
export interface RulesOwner {
  /** Tells the client something. */
  send(message: ServerMessage): void;
  /** Ends a tunnel and tells the client why. */
  endTunnel(tunnelId: number, code: string, message: string): void;
}

/** What is kept beside each tunnel that is open. */
interface Kept {
  readonly owner: RulesOwner;
  ending: TunnelEnding | undefined;
}

/** Puts rules on tunnels, and changes them while they are open. */
export class RuleKeeper {
  readonly #tunnels = new Map<RuledTunnel, Kept>();
  readonly #parts: GuardParts = {
    passwords: new PasswordChecker(),
    usedLinks: new UsedLinks(),
    guesses: new TokenBuckets(GUESSES, GUESSES_MS),
  };

  /** Throws TunnelRefusal where a tunnel of this kind cannot have these rules. */
  check(kind: OpenTunnel['kind'], rules: TunnelRules | undefined): void {
    if (rules === undefined) return;
    const unfit = unfitRule(kind, rules);
    if (unfit !== undefined) throw new TunnelRefusal('bad-rules', `${unfit.message} (${unfit.field})`);
    if (rules.expiresAt !== undefined && rules.expiresAt <= Date.now()) {
      throw new TunnelRefusal('expired', 'The time of this tunnel is over, as its rules say.');
    }
  }

  /** Throws TunnelRefusal where a tunnel with these rules cannot serve a name together with others: a visitor must meet the same rules at each. */
  checkJoin(others: readonly RuledTunnel[], rules: TunnelRules | undefined): void {
    const wanted = withoutUse(rules);
    if (others.every(({ guard }) => isDeepStrictEqual(withoutUse(guard?.rules), wanted))) return;
    const message = 'Other clients serve this name under other rules: give all of them the same ones.';
    throw new TunnelRefusal('bad-rules', message);
  }

  /** A tunnel is open, with rules that were checked. */
  add(tunnel: RuledTunnel, rules: TunnelRules | undefined, owner: RulesOwner): void {
    this.#tunnels.set(tunnel, { owner, ending: undefined });
    if (rules !== undefined) this.set(tunnel, rules);
  }

  /** Gives a tunnel rules, in place of those that it had; running requests and connections go on. They must have been checked. */
  set(tunnel: RuledTunnel, rules: TunnelRules): void {
    const kept = this.#tunnels.get(tunnel);
    if (kept === undefined) return;
    if (!hasRules(rules)) {
      tunnel.guard = undefined;
      kept.ending?.stop();
      kept.ending = undefined;
      return;
    }
    kept.ending ??= new TunnelEnding({
      busy: () => tunnel.busy,
      onEnd: (code, message) => kept.owner.endTunnel(tunnel.id, code, message),
    });
    kept.ending.follow(rules);
    const { name } = tunnel;
    const onLinkUsed = (link: VisitorLink, use: LinkUse) => this.#linkUsed(link, use);
    tunnel.guard = new TunnelGuard(rules, { name, ending: kept.ending, onLinkUsed }, this.#parts, tunnel.guard);
    this.#remindOfUses(tunnel, rules, kept.owner);
  }

  /** Tells all clients whose tunnels have the link: several may serve the name. */
  #linkUsed({ hash }: VisitorLink, use: LinkUse): void {
    for (const [tunnel, { owner }] of this.#tunnels) {
      const link = tunnel.guard?.rules.links.find((other) => other.hash === hash);
      if (link !== undefined) owner.send({ type: 'link-used', tunnelId: tunnel.id, linkId: link.id, ...use });
    }
  }

  /** Its client may have missed that a link was used: it is told once more, behind the answer to what it has sent. */
  #remindOfUses(tunnel: RuledTunnel, { links }: TunnelRules, owner: RulesOwner): void {
    for (const { id: linkId, hash, cookieHash } of links) {
      const use = cookieHash === undefined ? this.#parts.usedLinks.get(hash) : undefined;
      if (use === undefined) continue;
      setImmediate(() => owner.send({ type: 'link-used', tunnelId: tunnel.id, linkId, ...use }));
    }
  }

  /** The tunnel is closed. */
  drop(tunnel: RuledTunnel): void {
    this.#tunnels.get(tunnel)?.ending?.stop();
    this.#tunnels.delete(tunnel);
  }
}

/** The rules that a user has made: what became of links is no part of them. */
function withoutUse(rules: TunnelRules = NO_RULES): TunnelRules {
  return { ...rules, links: rules.links.map(({ id, label, hash }) => ({ id, label, hash })) };
}
