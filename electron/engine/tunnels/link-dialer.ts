import { DialError } from '../../../shared/wire/dial-error.ts';
import { dialPoll } from '../../../shared/wire/dial-poll.ts';
import { type DialTunnelOptions, dialTunnel } from '../../../shared/wire/dial-tunnel.ts';
import type { CloseReason, Transport } from '../../../shared/wire/transport.ts';
import type { Log } from '../engine-parts.ts';
import { proxyAgent } from '../network/proxy-agent.ts';
import type { Endpoint } from './endpoint.ts';

/**
 * How long after a WebSocket was found blocked the next one is tried, ms. Rarely enough that a firewall does not take it for an attack, often
 * enough that somebody who comes home has it back before long. A lost link that is dialled anew later than that begins with one, too.
 */
export const WEBSOCKET_RETRY_MS = 5 * 60_000;

/** A session over a WebSocket that breaks within this time may be a proxy's doing: some let the handshake pass, but not what follows, ms. */
const YOUNG_MS = 10_000;

/** So many of those in a row are no chance. */
const YOUNG_DEATHS = 2;

/** Each further row of those doubles the time to the next try up to this, ms: every one of them costs its visitors a broken session. */
const LONGEST_RETRY_MS = 60 * 60_000;

/** What a poll is told that did not work either, where it is the exit server itself who says no. */
const REFUSALS = new Set<DialError['kind']>(['unauthorized', 'wrong-version', 'rate-limited']);

/** How connections are opened; replaced in tests. */
export interface DialFunctions {
  tunnel(options: DialTunnelOptions): Promise<Transport>;
  poll(options: DialTunnelOptions): Promise<Transport>;
}

/** All for tests. */
export interface LinkDialerParts {
  dial?: DialFunctions;
  /** ms of a monotonic clock */
  now?: () => number;
  retryMs?: number;
}

/** Opens connections to one exit server: WebSockets, and long-polling where the network lets none through. */
export class LinkDialer {
  readonly #log: Log;
  readonly #dial: DialFunctions;
  readonly #now: () => number;
  readonly #firstRetryMs: number;
  #retryMs: number;
  #blockedUntil = Number.NEGATIVE_INFINITY;
  #youngDeaths = 0;

  constructor(log: Log, parts: LinkDialerParts = {}) {
    this.#log = log;
    this.#dial = parts.dial ?? { tunnel: dialTunnel, poll: dialPoll };
    this.#now = parts.now ?? (() => performance.now());
    this.#firstRetryMs = parts.retryMs ?? WEBSOCKET_RETRY_MS;
    this.#retryMs = this.#firstRetryMs;
  }

  /** How long after a WebSocket was found blocked the next one is to be tried, ms. */
  get retryMs(): number {
    return this.#retryMs;
  }

  /** Rejects with DialError, or the signal's reason. */
  async dial(endpoint: Endpoint, signal: AbortSignal): Promise<Transport> {
    if (this.#now() >= this.#blockedUntil) {
      try {
        return await this.#dial.tunnel(await options(endpoint, signal));
      } catch (error) {
        if (!(error instanceof DialError && mayBeBlocked(error))) throw error;
        return await this.#dialInstead(endpoint, signal, error);
      }
    }
    try {
      return await this.#dial.poll(await options(endpoint, signal));
    } catch (error) {
      // The network may be another one by now: the next try begins from the front.
      this.#blockedUntil = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  /** Tries whether a WebSocket works again. Resolves with it, or with undefined where it does not or is not due. */
  async dialWebSocket(endpoint: Endpoint, signal: AbortSignal): Promise<Transport | undefined> {
    if (this.#now() < this.#blockedUntil) return undefined;
    try {
      const transport = await this.#dial.tunnel(await options(endpoint, signal));
      this.#blockedUntil = Number.NEGATIVE_INFINITY;
      return transport;
    } catch {
      this.#block();
      return undefined;
    }
  }

  /** A session over a transport of this dialer has ended. */
  sessionEnded({ kind }: Transport, lastedMs: number, { code }: CloseReason): void {
    if (kind !== 'websocket') return;
    if (lastedMs > YOUNG_MS) this.#retryMs = this.#firstRetryMs;
    const broke = code === 'lost' || code === 'timeout';
    this.#youngDeaths = broke && lastedMs <= YOUNG_MS ? this.#youngDeaths + 1 : 0;
    if (this.#youngDeaths < YOUNG_DEATHS) return;
    this.#youngDeaths = 0;
    this.#block();
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
    this.#log.warn({}, 'WebSockets to the exit server break again and again: trying long-polling');
  }

  #block(): void {
    this.#blockedUntil = this.#now() + this.#retryMs;
  }

  async #dialInstead(endpoint: Endpoint, signal: AbortSignal, why: DialError): Promise<Transport> {
    try {
      const transport = await this.#dial.poll(await options(endpoint, signal));
      this.#block();
      this.#log.warn({ why: why.message }, 'WebSockets are blocked on this network: connected over long-polling');
      return transport;
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof DialError && REFUSALS.has(error.kind) ? error : why;
    }
  }
}

/** Each dial gets an agent of its own, which ends with its connection. */
async function options({ url, token, pin, proxy }: Endpoint, signal: AbortSignal): Promise<DialTunnelOptions> {
  return { url, token, pin, signal, agent: proxy && (await proxyAgent(proxy)) };
}

/** Whether a WebSocket failed in a way that points to something between client and exit server that lets none through. */
function mayBeBlocked(error: DialError): boolean {
  if (error.byExitServer) return false;
  switch (error.kind) {
    case 'no-websocket':
    case 'not-porthole':
    case 'unavailable':
      return true;
    case 'unauthorized':
      // Ours say 401; filters forbid.
      return error.status === 403;
    case 'unreachable':
    case 'timeout':
      // The connection stood, and was cut or fell silent at the handshake.
      return error.reached;
    default:
      return false;
  }
}
