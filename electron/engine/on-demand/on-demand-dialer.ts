import type { ProxiedSource } from '../../../shared/proxy-protocol/write-proxy-header.ts';
import type { Dialer, UpstreamHandler } from '../tunnels/upstream-dialer.ts';
import { UpstreamError } from '../tunnels/upstream-error.ts';
import type { OnDemandService } from './on-demand-service.ts';
import { WakeError } from './wake-error.ts';

/**
 * How long a browser looks at nothing before it gets the page that says what is going on, ms: services that start at once, as many do, are
 * shown without it.
 */
const BROWSER_PATIENCE_MS = 1_500;
/** How long a visitor is held, ms: less than the two minutes after which the forwarder gives up waiting for an answer. */
const MAX_HOLD_MS = 100_000;
/**
 * How long a TCP visitor must stay before the command is run, ms. The app's own probe of a TCP tunnel cannot be told from a visitor behind a NAT
 * but by leaving at once; it must not keep the service awake.
 */
const TCP_STAY_MS = 300;
/** How often the waiting page looks again, s. */
const LOOK_AGAIN_S = 2;

/** What the visitor of a dial is like. */
export type DialedFor = 'browser' | 'program' | 'tcp';

/** Dials a service that may be asleep: wakes it first, and waits for it. A service that runs is dialled as any other. */
export class OnDemandDialer implements Dialer {
  readonly #direct: Dialer;
  readonly #service: OnDemandService;
  readonly #for: DialedFor;

  constructor(direct: Dialer, service: OnDemandService, dialedFor: DialedFor) {
    this.#direct = direct;
    this.#service = service;
    this.#for = dialedFor;
  }

  get proxyProtocol(): Dialer['proxyProtocol'] {
    return this.#direct.proxyProtocol;
  }

  get authority(): string {
    return this.#direct.authority;
  }

  dial(handler: UpstreamHandler, source: ProxiedSource): () => void {
    const attempt = new Attempt(this.#direct, this.#service, this.#for, handler, source);
    // One that is being ended may still take the connection, and break it.
    if (this.#service.state.state === 'stopping') attempt.wake();
    else attempt.connect(true);
    return () => attempt.cancel();
  }
}

/** One dial. */
class Attempt {
  readonly #parts: readonly [Dialer, OnDemandService, DialedFor, UpstreamHandler, ProxiedSource];
  #cancelDial: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #over = false;

  constructor(...parts: readonly [Dialer, OnDemandService, DialedFor, UpstreamHandler, ProxiedSource]) {
    this.#parts = parts;
  }

  /** @param mayWake whether a port that refuses is a reason to start the command */
  connect(mayWake: boolean): void {
    const [direct, , dialedFor, handler, source] = this.#parts;
    const watched: UpstreamHandler = {
      onConnect: (socket) => this.#settle(() => handler.onConnect(socket)),
      onData: (chunk) => handler.onData(chunk),
      onFailure: (error) => {
        if (!mayWake || error.code !== 'upstream-refused') return this.#fail(error);
        if (dialedFor !== 'tcp') return this.wake();
        this.#timer = setTimeout(() => (handler.hasLeft?.() ? this.#fail(error) : this.wake()), TCP_STAY_MS);
      },
    };
    this.#cancelDial = direct.dial(watched, source);
  }

  wake(): void {
    const [, service, dialedFor] = this.#parts;
    const patience = dialedFor === 'browser' ? BROWSER_PATIENCE_MS : MAX_HOLD_MS;
    this.#timer = setTimeout(() => this.#fail(impatience(dialedFor)), patience);
    service.wake().then(
      () => {
        clearTimeout(this.#timer);
        if (!this.#over) this.connect(false);
      },
      (error: unknown) => {
        // A fault of the app's own: visitors get an answer all the same.
        this.#fail(error instanceof UpstreamError ? error : new WakeError('start-failed', String(error), LOOK_AGAIN_S));
      },
    );
  }

  cancel(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#cancelDial?.();
  }

  #fail(error: UpstreamError): void {
    this.#settle(() => this.#parts[3].onFailure(error));
  }

  #settle(tell: () => void): void {
    clearTimeout(this.#timer);
    if (this.#over) return;
    this.#over = true;
    tell();
  }
}

function impatience(dialedFor: DialedFor): WakeError {
  if (dialedFor === 'browser') return new WakeError('starting', 'The service is starting.', LOOK_AGAIN_S);
  return new WakeError('start-timeout', `The service did not start within ${MAX_HOLD_MS / 1_000} s.`, LOOK_AGAIN_S);
}
