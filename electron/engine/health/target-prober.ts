import type { ForwardReply } from '../../../shared/wire/forward-reply.ts';
import type { OpenTargetStream } from '../tunnels/forward-bridge.ts';
import { type ProbeState, probeStates } from './probe-state.ts';
import { probeTarget } from './target-probe.ts';

/** How often a target that answers is asked, unless a connection has just shown that it does: each probe is a connection to it. */
const TARGET_OK_MS = 30_000;
/** How often one that does not: its user mends it and looks at the light. */
const TARGET_FAILED_MS = 3_000;
/** How often the round trip on the page is brought up to date. */
const LINK_MS = 5_000;

export interface TargetProberParts {
  /** Measures the session's round trip, ms. */
  pingLink(): Promise<number>;
  onChange(): void;
}

type Refusal = Exclude<ForwardReply['status'], 'connected'>;

const NEXT_STEP: Record<Refusal, string> = {
  'not-allowed': 'Ask its operator, or choose another target.',
  refused: 'Start the service over there, or choose another target.',
  timeout: 'See whether it runs over there, or choose another target.',
  'unknown-host': 'Choose another target.',
  busy: 'Porthole tries again by itself.',
};

/** Keeps the three probes of one forward tunnel up to date: link, target, and the local port. */
export class TargetProber {
  link: ProbeState = probeStates.unknown();
  target: ProbeState = probeStates.unknown();
  localPort: ProbeState = probeStates.unknown();
  readonly #parts: TargetProberParts;
  /** How to reach the target, while the tunnel is open; a probe of an earlier session says nothing of this one. */
  #open: OpenTargetStream | undefined;
  #targetTimer: NodeJS.Timeout | undefined;
  #linkTimer: NodeJS.Timeout | undefined;

  constructor(parts: TargetProberParts) {
    this.#parts = parts;
  }

  /** The tunnel is open on a session. */
  start(open: OpenTargetStream): void {
    this.#open = open;
    this.link = probeStates.ok(this.link, undefined);
    this.target = probeStates.unknown();
    this.#scheduleTarget(0);
    this.#scheduleLink(0);
  }

  /** The link is gone, and with it all that one could know of the target. */
  linkLost(message: string): void {
    this.#halt();
    this.link = probeStates.failed(this.link, message, '');
    this.target = probeStates.unknown();
  }

  /** The local port takes connections, or why not. */
  setLocalPort(problem: string | undefined): void {
    this.localPort =
      problem === undefined
        ? probeStates.ok(this.localPort, undefined)
        : probeStates.failed(this.localPort, problem, '');
  }

  /** A connection of a visitor reached the target, or could not. */
  noteReply(reply: ForwardReply): void {
    if (!this.#open) return;
    if (reply.status === 'connected' && this.target.state === 'ok') this.target.checkedAt = Date.now();
    else this.#setTarget(reply, undefined);
  }

  /** Asks now: the user wants to know. */
  probeNow(): void {
    if (this.#open) this.#scheduleTarget(0, true);
  }

  stop(): void {
    this.#halt();
  }

  #halt(): void {
    this.#open = undefined;
    clearTimeout(this.#targetTimer);
    clearTimeout(this.#linkTimer);
  }

  #setTarget({ status, message }: ForwardReply, tookMs: number | undefined): void {
    this.target =
      status === 'connected'
        ? probeStates.ok(this.target, tookMs)
        : probeStates.failed(this.target, message, NEXT_STEP[status]);
    this.#scheduleTarget(status === 'connected' ? TARGET_OK_MS : TARGET_FAILED_MS);
    this.#parts.onChange();
  }

  async #probeTarget(always: boolean): Promise<void> {
    const open = this.#open;
    if (!open) return;
    // Negative where the clock was set back: then it says nothing.
    const idleFor = Date.now() - (this.target.checkedAt ?? 0);
    if (!always && this.target.state === 'ok' && idleFor >= 0 && idleFor < TARGET_OK_MS) {
      this.#scheduleTarget(TARGET_OK_MS - idleFor);
      return;
    }
    const result = await probeTarget(open);
    if (this.#open !== open) return;
    // The stream broke without an answer: this session, or the exit server, ends.
    if (result) this.#setTarget(result.reply, result.tookMs);
    else this.#scheduleTarget(TARGET_FAILED_MS);
  }

  async #probeLink(): Promise<void> {
    const open = this.#open;
    try {
      const tookMs = await this.#parts.pingLink();
      if (!open || this.#open !== open) return;
      this.link = probeStates.ok(this.link, tookMs);
    } catch {
      // The session ended: the supervisor says so, with the reason.
      return;
    }
    this.#scheduleLink(LINK_MS);
    this.#parts.onChange();
  }

  #scheduleTarget(ms: number, always = false): void {
    clearTimeout(this.#targetTimer);
    this.#targetTimer = setTimeout(() => void this.#probeTarget(always), ms).unref();
  }

  #scheduleLink(ms: number): void {
    clearTimeout(this.#linkTimer);
    this.#linkTimer = setTimeout(() => void this.#probeLink(), ms).unref();
  }
}
