import { isDeepStrictEqual } from 'node:util';
import { hasRules, NO_RULES, type TunnelRules } from '../../shared/rules/tunnel-rules.ts';
import { unfitRule } from '../../shared/rules/unfit-rule.ts';
import type { OpenTunnel } from '../../shared/wire/messages.ts';
import { TunnelRefusal } from '../control/tunnel-refusal.ts';
import { TunnelEnding } from './tunnel-ending.ts';
import { TunnelGuard } from './tunnel-guard.ts';

const NOT_YET = ['basicAuth', 'bearer', 'links', 'maxBodyBytes', 'requestHeaders', 'responseHeaders'] as const;

/** A tunnel that may have rules. */
export interface RuledTunnel {
  readonly id: number;
  readonly kind: Exclude<OpenTunnel['kind'], 'forward'>;
  /** Undefined: it has none. Asked for each request and connection. */
  guard: TunnelGuard | undefined;
  /** Whether a request or connection goes through it. */
  readonly busy: boolean;
}

/** The session of a tunnel, as its rules see it. */
export interface RulesOwner {
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

  /** Throws TunnelRefusal where a tunnel of this kind cannot have these rules. */
  check(kind: OpenTunnel['kind'], rules: TunnelRules | undefined): void {
    if (rules === undefined) return;
    const unfit = unfitRule(kind, rules);
    if (unfit !== undefined) throw new TunnelRefusal('bad-rules', `${unfit.message} (${unfit.field})`);
    for (const field of NOT_YET) {
      if (!isDeepStrictEqual(rules[field], NO_RULES[field])) {
        throw new TunnelRefusal('bad-rules', `This exit server cannot keep this rule yet: ${field}.`);
      }
    }
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
    tunnel.guard = new TunnelGuard(rules, kept.ending, tunnel.guard);
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
