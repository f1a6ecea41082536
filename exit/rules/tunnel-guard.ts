import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { TunnelRules } from '../../shared/rules/tunnel-rules.ts';
import type { ErrorCode } from '../http/error-page.ts';
import type { ForwardedFields } from '../http/forwarded-fields.ts';
import { TokenBuckets } from '../limits/token-buckets.ts';
import { visitorKey } from '../limits/visitor-key.ts';
import { AddressList } from './address-list.ts';
import type { TunnelEnding } from './tunnel-ending.ts';

/** By how much more than in a second's mean a visitor may ask at once: a page and what it loads come in a burst. */
const BURST_SECONDS = 2;
const SECOND_MS = 1_000;
/** Visitors of one tunnel that are counted at once, under 1 MiB: those that came least recently are forgotten first. */
const MAX_VISITORS = 4_096;

const PROBE_PATH = '/.well-known/porthole/';
/** Clients probe every 3 s at most; more of one visitor are judged as any other request. */
const PROBES = 10;
const PROBES_MS = 10_000;

/** A request that may not pass: the error's code, its status, and how long to wait, in seconds. */
export interface Denial {
  code: ErrorCode;
  status: number;
  retryAfter?: number;
}

const NOT_ALLOWED: Denial = { code: 'not-allowed', status: 403 };
const ENDED: Denial = { code: 'client-away', status: 503 };

/** Keeps the rules of one tunnel: made anew with each change of them, so that a request meets the old ones or the new ones and nothing between. */
export class TunnelGuard {
  readonly rules: TunnelRules;
  readonly #ending: TunnelEnding;
  readonly #allow: AddressList | undefined;
  readonly #deny: AddressList | undefined;
  readonly #rate: TokenBuckets | undefined;
  readonly #probes: TokenBuckets;

  /** @param before the guard that this one replaces: who has used up a rate goes on with that */
  constructor(rules: TunnelRules, ending: TunnelEnding, before?: TunnelGuard) {
    this.rules = rules;
    this.#ending = ending;
    this.#allow = rules.allow.length > 0 ? new AddressList(rules.allow) : undefined;
    this.#deny = rules.deny.length > 0 ? new AddressList(rules.deny) : undefined;
    const perSecond = rules.requestsPerSecond;
    const sameRate = before !== undefined && before.rules.requestsPerSecond === perSecond;
    this.#probes = before === undefined ? new TokenBuckets(PROBES, PROBES_MS, undefined, MAX_VISITORS) : before.#probes;
    this.#rate = sameRate ? before.#rate : bucketsOf(perSecond);
  }

  /** Judges a connection of a tunnel that carries bytes. */
  admits(address: string): boolean {
    if (!this.#mayCome(address) || this.#takeTurn(address) > 0 || this.#ending.isOver()) return false;
    this.#ending.used();
    return true;
  }

  /** Judges a request. Returns undefined where it may pass. */
  judge(head: RequestHead, forwarded: ForwardedFields): Denial | undefined {
    const address = forwarded.visitorOf(head);
    if (isProbe(head) && this.#probes.take(visitorKey(address))) return undefined;
    if (!this.#mayCome(address)) return NOT_ALLOWED;
    const wait = this.#takeTurn(address);
    if (wait > 0) return { code: 'rate-limited', status: 429, retryAfter: Math.ceil(wait / SECOND_MS) };
    return this.#ending.isOver() ? ENDED : undefined;
  }

  /** A visitor's request is on its way through the tunnel. */
  used(): void {
    this.#ending.used();
  }

  /** `deny` beats `allow`. */
  #mayCome(address: string): boolean {
    if (this.#deny?.has(address)) return false;
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

/** A request by which a client may be probing its own tunnel. Clients that give rules answer it themselves: it reaches no upstream. */
function isProbe({ method, target, body }: RequestHead): boolean {
  return target.startsWith(PROBE_PATH) && body.kind === 'none' && (method === 'GET' || method === 'HEAD');
}

function bucketsOf(perSecond: number | undefined): TokenBuckets | undefined {
  if (perSecond === undefined) return undefined;
  const burst = Math.max(1, perSecond * BURST_SECONDS);
  return new TokenBuckets(burst, (burst / perSecond) * SECOND_MS, undefined, MAX_VISITORS);
}
