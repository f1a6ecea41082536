import type { CloseReason } from '../../shared/wire/transport.ts';
import type { HostTraffic } from '../metrics/request-metrics.ts';
import type { SocketPipe } from '../net/socket-pipe.ts';
import { type StreamOpener, StreamPool } from './stream-pool.ts';

/** What the client's `health` message last said about a tunnel's upstream. */
export interface UpstreamHealth {
  healthy: boolean;
  message: string | undefined;
}

/** Facts about an HTTP tunnel that do not change while it is open. */
export interface HttpTunnelFacts {
  id: number;
  name: string;
  publicUrl: string;
  /** Where it leads, as the client says; only shown. */
  upstream: string;
}

/** One open HTTP tunnel: visitors' requests for its host go over its streams. */
export class HttpTunnel {
  readonly kind = 'http';
  readonly id: number;
  readonly name: string;
  readonly publicUrl: string;
  readonly upstream: string;
  readonly pool: StreamPool;
  readonly traffic: HostTraffic;
  /** Connections that were upgraded (WebSockets), which no pool knows any more. */
  readonly upgraded = new Set<SocketPipe>();
  health: UpstreamHealth | undefined;
  readonly #opener: StreamOpener;
  #closed = false;

  constructor(facts: HttpTunnelFacts, opener: StreamOpener, traffic: HostTraffic) {
    this.id = facts.id;
    this.name = facts.name;
    this.publicUrl = facts.publicUrl;
    this.upstream = facts.upstream;
    this.traffic = traffic;
    this.#opener = opener;
    this.pool = new StreamPool(opener, facts.id);
  }

  /** Whether it, or the session that it is on, has ended. */
  get closed(): boolean {
    return this.#closed || this.#opener.closed;
  }

  /** Breaks off whatever goes through it. */
  close(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.pool.close(reason);
    for (const pipe of [...this.upgraded]) pipe.destroy();
  }
}
