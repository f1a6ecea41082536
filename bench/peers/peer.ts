/** One row of the report's tables. */
export type PeerName =
  | 'direct'
  | 'nginx proxy'
  | 'ssh -R'
  | 'porthole http'
  | 'porthole tcp'
  | 'direct, 50 ms'
  | 'porthole http, 50 ms'
  | 'porthole tcp, 50 ms'
  | 'nginx, TLS'
  | 'porthole http, TLS'
  | 'porthole, capture off'
  | 'porthole, capture on';

/** Where visitors connect, on 127.0.0.1. */
export interface Endpoint {
  port: number;
  /** What their requests' Host field says. */
  host: string;
  /** Whether they speak TLS, with a certificate that nobody need trust. */
  tls?: boolean;
}

/** One way to reach the upstream, ready to be measured. */
export interface Peer {
  name: PeerName;
  /** Leads to the upstream's answer of 12 bytes at `/` and to its file at `/file`. */
  web: Endpoint;
  /** Leads to the WebSocket echo; not for those that it is not measured of. */
  echo?: Endpoint;
  /** The processes whose CPU time counts, with all that they started. */
  pids: readonly number[];
}
