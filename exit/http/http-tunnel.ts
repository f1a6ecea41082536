import type { CloseReason } from '../../shared/wire/transport.ts';
import type { Member } from '../control/member-group.ts';
import type { NameTerms } from '../control/name-terms.ts';
import type { HostTraffic } from '../metrics/request-metrics.ts';
import type { SocketPipe } from '../net/socket-pipe.ts';
import type { TunnelGuard } from '../rules/tunnel-guard.ts';
import { type StreamOpener, StreamPool } from './stream-pool.ts';

/** What the client's `health` message last said about a tunnel's upstream. */
export interface UpstreamHealth {
  healthy: boolean;
  message: string | undefined;
}

/** The session that a tunnel is on, as its visitors' requests depend on it. */
export interface TunnelSession extends StreamOpener {
  /** Whether its client has its tunnels on another session now, or has been silent for some seconds. */
  readonly leaving: boolean;
  /** Looks whether its client is silent. To be called every second or so, while another client could take over; `now` in ms. */
  checkLink(now: number): boolean;
}

/** Facts about an HTTP tunnel that do not change while it is open. */
export interface HttpTunnelFacts {
  id: number;
  name: string;
  publicUrl: string;
  /** Where it leads, as the client says; only shown. */
  upstream: string;
  terms: NameTerms;
}

/** One open HTTP tunnel: visitors' requests for its host go over its streams. */
export class HttpTunnel implements Member {
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
  readonly terms: NameTerms;
  /** Its rules; undefined where it has none. */
  guard: TunnelGuard | undefined;
  readonly #session: TunnelSession;
  #closed = false;

  constructor(facts: HttpTunnelFacts, session: TunnelSession, traffic: HostTraffic) {
    this.id = facts.id;
    this.name = facts.name;
    this.publicUrl = facts.publicUrl;
    this.upstream = facts.upstream;
    this.traffic = traffic;
    this.terms = facts.terms;
    this.#session = session;
    this.pool = new StreamPool(session, facts.id);
  }

  /** Whether it, or the session that it is on, has ended. */
  get closed(): boolean {
    return this.#closed || this.#session.closed;
  }

  get unfit(): boolean {
    return this.health?.healthy === false || this.#session.leaving;
  }

  /** Whether its client is silent; see TunnelSession. */
  checkLink(now: number): boolean {
    return this.#session.checkLink(now);
  }

  /** Whether a request or an upgraded connection goes through it. */
  get busy(): boolean {
    return this.pool.busy || this.upgraded.size > 0;
  }

  /** Breaks off whatever goes through it. */
  close(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.pool.close(reason);
    for (const pipe of [...this.upgraded]) pipe.destroy();
  }
}
