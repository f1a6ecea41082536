import { isIP } from 'node:net';
import { getFields } from '../../shared/http1/fields.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { TunnelRules, VisitorLink } from '../../shared/rules/tunnel-rules.ts';
import { PROBE_PATH } from '../../shared/wire/probe-request.ts';
import type { ForwardedFields } from '../http/forwarded-fields.ts';
import { TokenBuckets } from '../limits/token-buckets.ts';
import { visitorKey } from '../limits/visitor-key.ts';
import { AddressList } from './address-list.ts';
import { BodyLimit } from './body-limit.ts';
import { Credentials, type GuessCount } from './credentials.ts';
import { HeaderChanges } from './header-changes.ts';
import { LinkDesk } from './link-desk.ts';
import type { PasswordChecker } from './password-checker.ts';
import type { TunnelEnding } from './tunnel-ending.ts';
import type { LinkUse, UsedLinks } from './used-links.ts';
import { denials, type Verdict } from './verdict.ts';

/** By how much more than in a second's mean a visitor may ask at once: a page and what it loads come in a burst. */
const BURST_SECONDS = 2;
const SECOND_MS = 1_000;
/** Visitors of one tunnel that are counted at once, under 1 MiB: those that came least recently are forgotten first. */
const MAX_VISITORS = 4_096;
/** Clients probe every 3 s at most; more of one visitor are judged as any other request. */
const PROBES = 10;
const PROBES_MS = 10_000;

/** What all guards of a server share. */
export interface GuardParts {
  readonly passwords: PasswordChecker;
  readonly usedLinks: UsedLinks;
  /** Wrong credentials, by visitor. */
  readonly guesses: TokenBuckets;
}

/** What a guard is to know of its tunnel. */
export interface GuardedTunnel {
  readonly name: string;
  readonly ending: TunnelEnding;
  /** A visitor has used a link for the first time. */
  onLinkUsed(link: VisitorLink, use: LinkUse): void;
}

/** Keeps the rules of one tunnel: made anew with each change of them, so that a request meets the old ones or the new ones and nothing between. */
export class TunnelGuard {
  readonly rules: TunnelRules;
  readonly requestChanges: HeaderChanges;
  readonly responseChanges: HeaderChanges;
  readonly #parts: GuardParts;
  readonly #ending: TunnelEnding;
  readonly #allow: AddressList | undefined;
  readonly #deny: AddressList | undefined;
  readonly #rate: TokenBuckets | undefined;
  readonly #probes: TokenBuckets;
  /** Undefined: visitors need none. */
  readonly #credentials: Credentials | undefined;
  readonly #links: LinkDesk | undefined;

  /** @param before the guard that this one replaces: who has used up a rate goes on with that */
  constructor(rules: TunnelRules, tunnel: GuardedTunnel, parts: GuardParts, before?: TunnelGuard) {
    this.rules = rules;
    this.#parts = parts;
    this.#ending = tunnel.ending;
    this.requestChanges = new HeaderChanges(rules.requestHeaders, true);
    this.responseChanges = new HeaderChanges(rules.responseHeaders, false);
    this.#allow = rules.allow.length > 0 ? new AddressList(rules.allow) : undefined;
    this.#deny = rules.deny.length > 0 ? new AddressList(rules.deny) : undefined;
    const perSecond = rules.requestsPerSecond;
    const sameRate = before !== undefined && before.rules.requestsPerSecond === perSecond;
    this.#rate = sameRate ? before.#rate : bucketsOf(perSecond);
    this.#probes = before === undefined ? new TokenBuckets(PROBES, PROBES_MS, undefined, MAX_VISITORS) : before.#probes;
    const { basicAuth, bearer, links } = rules;
    const needed = basicAuth.length + bearer.length + links.length > 0;
    this.#credentials = needed ? new Credentials(rules, tunnel.name, parts.passwords) : undefined;
    const onUse = (link: VisitorLink, use: LinkUse) => tunnel.onLinkUsed(link, use);
    this.#links = links.length > 0 ? new LinkDesk(links, tunnel.name, parts.usedLinks, onUse) : undefined;
  }

  /** Judges a connection of a tunnel that carries bytes. */
  admits(address: string): boolean {
    if (!this.#mayCome(address) || this.#takeTurn(address) > 0 || this.#ending.isOver()) return false;
    this.#ending.used();
    return true;
  }

  /** Judges a request: at once, or where a password has to be checked in a moment. */
  judge(head: RequestHead, forwarded: ForwardedFields): Verdict | Promise<Verdict> {
    const address = forwarded.visitorOf(head);
    if (this.isProbe(head) && this.#probes.take(visitorKey(address))) return 'pass';
    if (!this.#mayCome(address)) return denials.notAllowed();
    const wait = this.#takeTurn(address);
    if (wait > 0) return denials.tooMany(wait);
    if (this.#ending.isOver()) return denials.ended;
    const { maxBodyBytes } = this.rules;
    if (maxBodyBytes !== undefined && BodyLimit.isOver(head.body, maxBodyBytes)) return denials.bodyTooLarge;
    return this.#judgeCredentials(head, forwarded, address);
  }

  /** A visitor's request is on its way through the tunnel. */
  used(): void {
    this.#ending.used();
  }

  /** A request by which a client may be probing its own tunnel. Clients that give rules answer it themselves: it reaches no upstream. */
  isProbe(head: RequestHead): boolean {
    const { method, target, body } = head;
    if (!target.startsWith(PROBE_PATH) || this.#links?.isLink(head) === true) return false;
    return body.kind === 'none' && (method === 'GET' || method === 'HEAD');
  }

  #judgeCredentials(head: RequestHead, forwarded: ForwardedFields, address: string): Verdict | Promise<Verdict> {
    const credentials = this.#credentials;
    if (credentials === undefined) return 'pass';
    const guesses = this.#guessesOf(address);
    if (this.#links?.isLink(head) === true) {
      return this.#links.judge(head, forwarded.schemeOf(head) === 'https', guesses);
    }
    if (this.#links?.knows(head) === true) return 'pass';
    return credentials.judge(getFields(head.fields, 'authorization'), guesses);
  }

  #guessesOf(address: string): GuessCount {
    const { guesses } = this.#parts;
    const key = visitorKey(address);
    return {
      take: () => guesses.take(key),
      giveBack: () => guesses.giveBack(key),
      waitMs: () => guesses.waitMs(key),
    };
  }

  /** `deny` beats `allow`, and keeps out whose address is not known, too. */
  #mayCome(address: string): boolean {
    if (this.#deny !== undefined && (isIP(address) === 0 || this.#deny.has(address))) return false;
    return this.#allow === undefined || this.#allow.has(address);
  }

  /** Returns how long the visitor has to wait, ms; 0 where it need not. */
  #takeTurn(address: string): number {
    const rate = this.#rate;
    if (rate === undefined) return 0;
    const key = visitorKey(address);
    return rate.take(key) ? 0 : Math.max(1, rate.waitMs(key));
  }
}

function bucketsOf(perSecond: number | undefined): TokenBuckets | undefined {
  if (perSecond === undefined) return undefined;
  const burst = Math.max(1, perSecond * BURST_SECONDS);
  return new TokenBuckets(burst, (burst / perSecond) * SECOND_MS, undefined, MAX_VISITORS);
}
