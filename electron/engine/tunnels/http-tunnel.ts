import type { RequestHead } from '../../../shared/http1/request-head.ts';
import { parseEndpoint } from '../../../shared/proxy-protocol/endpoint.ts';
import type { StreamHeader } from '../../../shared/wire/stream-header.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import type { ExchangeRecorder } from '../requests/capture/exchange-recorder.ts';
import { HttpForwarder } from './http-forwarder.ts';
import type { LiveTunnel, LiveTunnelParts } from './live-tunnel.ts';
import type { Dialer } from './upstream-dialer.ts';
import type { Routed, UpstreamWay } from './upstream-routes.ts';

/** How often stale upstream connections and answers that do not come are looked for: no timer per request. */
const SWEEP_MS = 2_000;

export interface HttpTunnelParts extends LiveTunnelParts, UpstreamWay {
  /** The route of a target in origin-form; undefined: the tunnel's own upstream. */
  route?(target: string): Routed | undefined;
  /** The dialer for one request to it, where that depends on who asks; undefined: `dialer` for all. */
  dialerFor?(head: RequestHead): Dialer;
  /** Answers a request for `/.well-known/porthole/NONCE`: whether this app is waiting for this nonce. */
  isOwnNonce(nonce: string): boolean;
  /** Returns what takes note of a request for the inspector; undefined where it is not captured. */
  capture(head: RequestHead): ExchangeRecorder | undefined;
}

/** Forwards the requests of each stream to the upstream. */
export class HttpTunnel implements LiveTunnel {
  readonly #parts: HttpTunnelParts;
  readonly #forwarders = new Set<HttpForwarder>();
  #sweeper: NodeJS.Timeout | undefined;

  constructor(parts: HttpTunnelParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#parts.counters.open > 0;
  }

  accept(stream: YamuxStream, header: StreamHeader): StreamHandler {
    const visitor = parseEndpoint(header.visitor) ?? 'unknown';
    const forwarder = new HttpForwarder(stream, this.#parts, visitor, () => this.#remove(forwarder));
    this.#forwarders.add(forwarder);
    // Not from the constructor on: a tunnel is closed with each session that it is open on, and used again on the next one.
    this.#sweeper ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
    return forwarder;
  }

  close(): void {
    for (const forwarder of [...this.#forwarders]) forwarder.close();
  }

  #remove(forwarder: HttpForwarder): void {
    this.#forwarders.delete(forwarder);
    if (this.#forwarders.size > 0) return;
    clearInterval(this.#sweeper);
    this.#sweeper = undefined;
  }

  #sweep(): void {
    const now = performance.now();
    for (const forwarder of this.#forwarders) forwarder.sweep(now);
  }
}
