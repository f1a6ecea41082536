import type { HealthCheck } from '../../../shared/contract/health-check.ts';
import type { Probes, TunnelKind } from '../../../shared/contract/tunnel.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import type { Network } from '../network/network.ts';
import type { NonceBook } from '../tunnels/nonce-book.ts';
import type { Dialer } from '../tunnels/upstream-dialer.ts';
import type { UpstreamError } from '../tunnels/upstream-error.ts';
import { type ProbeState, probeStates } from './probe-state.ts';
import { probePublicUrl, type WatchVisitors } from './public-url-probe.ts';
import { checkUpstream } from './upstream-check.ts';
import { probeUpstream } from './upstream-probe.ts';

/** How often a healthy upstream is asked, unless traffic has just shown that it answers. */
const UPSTREAM_OK_MS = 10_000;
/** How often one that is down: its user starts it and looks at the light. */
const UPSTREAM_FAILED_MS = 1_000;
/** How often an upstream is asked whose health check fails: each is a request in its log. */
const CHECK_FAILED_MS = 3_000;
/** Times differ by up to a tenth either way, so that the checks of many tunnels do not fall together for ever. */
const JITTER = 0.1;
/** How often the public URL is asked: the way there changes rarely, and each probe is a visitor's request. */
const PUBLIC_OK_MS = 30_000;
const PUBLIC_FAILED_MS = 3_000;
/** How often the round trip on the page is brought up to date. */
const LINK_MS = 5_000;

export interface ProberParts {
  readonly kind: TunnelKind;
  readonly dialer: Dialer;
  readonly nonces: NonceBook;
  readonly network: Pick<Network, 'routeTo'>;
  /** How an HTTP upstream is asked at first whether it is well; undefined: by a TCP connect. */
  readonly healthCheck?: HealthCheck | undefined;
  /** Host of the exit server's control plane; undefined: the one inside this app. */
  readonly exitHost?: string | undefined;
  /** Whether the tunnel has a public URL that can be asked; a private one's name needs no proof. */
  readonly isPublic: boolean;
  /** What its rules say at present. */
  rules?(): TunnelRules;
  /** Measures the session's round trip, ms. */
  pingLink(): Promise<number>;
  onChange(): void;
}

/** Keeps the three probes of one tunnel up to date while it is open. */
export class TunnelProber {
  link: ProbeState = probeStates.unknown();
  upstream: ProbeState = probeStates.unknown();
  publicUrl: ProbeState = probeStates.unknown();
  readonly #parts: ProberParts;
  #healthCheck: HealthCheck | undefined;
  readonly #timers = new Map<'link' | 'upstream' | 'publicUrl', NodeJS.Timeout>();
  #publicUrlAsked: string | undefined;
  #tunnelId: number | undefined;
  /** Counts the times that the tunnel was opened: an answer to an earlier question says nothing of this one. */
  #round = 0;
  readonly #visitorWatchers = new Set<() => void>();

  constructor(parts: ProberParts) {
    this.#parts = parts;
    this.#healthCheck = parts.healthCheck;
  }

  /** The probes as the page sees them. */
  get probes(): Probes {
    return { link: this.link, upstream: this.upstream, publicUrl: this.publicUrl };
  }

  /** Begins to watch the upstream, which needs no exit server. */
  startUpstream(): void {
    if (!this.#timers.has('upstream')) this.#schedule('upstream', 0, () => this.#probeUpstream());
  }

  /** Asks in another way from now on, at once where the upstream is watched. */
  setHealthCheck(healthCheck: HealthCheck | undefined): void {
    this.#healthCheck = healthCheck;
    if (this.#timers.has('upstream')) this.#schedule('upstream', 0, () => this.#probeUpstream(true));
  }

  /** The tunnel stands at `publicUrl`; `tunnelId` is the exit server's number of it. */
  startPublicUrl(publicUrl: string, tunnelId?: number): void {
    this.#publicUrlAsked = publicUrl;
    this.#tunnelId = tunnelId;
    this.#round += 1;
    this.link = { state: 'ok', since: Date.now(), checkedAt: Date.now() };
    this.publicUrl = this.#parts.isPublic ? probeStates.unknown() : probeStates.ok(this.publicUrl, undefined);
    this.#schedule('link', 0, () => this.#probeLink());
    if (this.#parts.isPublic) this.#schedule('publicUrl', 0, () => this.#probePublicUrl());
  }

  /** The link is gone, and with it all that one could know of the public URL. */
  linkLost(message: string): void {
    this.#publicUrlAsked = undefined;
    this.#cancel('link');
    this.#cancel('publicUrl');
    this.link = { state: 'failed', since: Date.now(), checkedAt: Date.now(), message };
    this.publicUrl = probeStates.unknown();
  }

  stop(): void {
    this.#publicUrlAsked = undefined;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.link = probeStates.unknown();
    this.upstream = probeStates.unknown();
    this.publicUrl = probeStates.unknown();
  }

  /** Real traffic reached the upstream, or could not. */
  noteUpstream(error: UpstreamError | undefined): void {
    if (!this.#timers.has('upstream')) return;
    // That a service answers its visitors does not say that its health check is well.
    if (!error && this.#healthCheck) return;
    if (!error && this.upstream.state === 'ok') {
      this.upstream.checkedAt = Date.now();
      return;
    }
    this.#setUpstream(error ? { error } : {});
  }

  /** A visitor has come to the tunnel. */
  noteVisitor(): void {
    for (const seen of [...this.#visitorWatchers]) seen();
  }

  /** Asks now: the user wants to know. */
  probeNow(): void {
    if (this.#timers.has('upstream')) this.#schedule('upstream', 0, () => this.#probeUpstream(true));
    if (this.#publicUrlAsked && this.#parts.isPublic) this.#schedule('publicUrl', 0, () => this.#probePublicUrl());
  }

  async #probeUpstream(always = false): Promise<void> {
    const { dialer } = this.#parts;
    const healthCheck = this.#healthCheck;
    // Negative where the clock was set back: then it says nothing.
    const idleFor = Date.now() - (this.upstream.checkedAt ?? 0);
    if (!always && !healthCheck && this.upstream.state === 'ok' && idleFor >= 0 && idleFor < UPSTREAM_OK_MS) {
      this.#schedule('upstream', UPSTREAM_OK_MS - idleFor, () => this.#probeUpstream());
      return;
    }
    const result = await (healthCheck ? checkUpstream(dialer, healthCheck) : probeUpstream(dialer));
    // What the service said to an earlier check says nothing of this one, which is under way.
    if (this.#timers.has('upstream') && healthCheck === this.#healthCheck) this.#setUpstream(result);
  }

  #setUpstream(result: { tookMs?: number; error?: UpstreamError }): void {
    const { error } = result;
    // No other address mends what is wrong with this computer.
    const remedy = error?.code === 'client-exhausted' ? 'retry' : undefined;
    this.upstream = error
      ? probeStates.failed(this.upstream, error.message, this.#nextStepOf(error), remedy)
      : probeStates.ok(this.upstream, result.tookMs);
    this.#schedule('upstream', jittered(this.#upstreamWait(error)), () => this.#probeUpstream());
    this.#parts.onChange();
  }

  #upstreamWait(error: UpstreamError | undefined): number {
    const okMs = this.#healthCheck ? this.#healthCheck.interval * 1000 : UPSTREAM_OK_MS;
    if (!error) return okMs;
    // Nothing in a log of a service that is not there.
    return error.code === 'upstream-refused' ? UPSTREAM_FAILED_MS : Math.min(okMs, CHECK_FAILED_MS);
  }

  /** What to do about one that was reached and is not well; one that is not there must be started, which the status says. */
  #nextStepOf({ code, nextStep }: UpstreamError): string {
    if (nextStep !== undefined) return nextStep;
    const isUnwell = this.#healthCheck !== undefined && code === 'upstream-invalid';
    return isUnwell ? 'See what your service says there, or change its health check.' : '';
  }

  async #probePublicUrl(): Promise<void> {
    const asked = this.#publicUrlAsked;
    const round = this.#round;
    if (!asked) return;
    const { kind, nonces, network, exitHost } = this.#parts;
    const watch: WatchVisitors = (seen) => {
      this.#visitorWatchers.add(seen);
      return () => this.#visitorWatchers.delete(seen);
    };
    const rules = kind === 'http' ? undefined : this.#parts.rules?.();
    // HTTP tells a probe from a visitor, who may be turned away; bytes do not.
    const mayTurnAway = rules !== undefined && rules.allow.length + rules.deny.length > 0;
    const routeTo = (url: string) => network.routeTo(url);
    const options = { routeTo, kind, exitHost, tunnelId: this.#tunnelId, mayTurnAway };
    const result = await probePublicUrl(asked, nonces, watch, options);
    if (this.#publicUrlAsked !== asked || this.#round !== round) return;
    this.publicUrl = result.ok
      ? probeStates.ok(this.publicUrl, result.tookMs, result.certificateExpiresAt)
      : probeStates.failed(this.publicUrl, result.message, result.nextStep);
    // To the exit server it is a visitor: a tunnel that ends when nobody comes would never end.
    const isVisit = result.ok && rules?.idleMinutes !== undefined;
    if (!isVisit) {
      this.#schedule('publicUrl', result.ok ? PUBLIC_OK_MS : PUBLIC_FAILED_MS, () => this.#probePublicUrl());
    }
    this.#parts.onChange();
  }

  async #probeLink(): Promise<void> {
    try {
      const tookMs = await this.#parts.pingLink();
      if (this.#publicUrlAsked) this.link = probeStates.ok(this.link, tookMs);
    } catch {
      // The session ended: the supervisor says so, with the reason.
      return;
    }
    if (!this.#publicUrlAsked) return;
    this.#schedule('link', LINK_MS, () => this.#probeLink());
    this.#parts.onChange();
  }

  #schedule(which: 'link' | 'upstream' | 'publicUrl', ms: number, probe: () => Promise<void>): void {
    clearTimeout(this.#timers.get(which));
    const timer = setTimeout(() => void probe(), ms);
    timer.unref();
    this.#timers.set(which, timer);
  }

  #cancel(which: 'link' | 'publicUrl'): void {
    clearTimeout(this.#timers.get(which));
    this.#timers.delete(which);
  }
}

function jittered(ms: number): number {
  return ms * (1 - JITTER + 2 * JITTER * Math.random());
}
