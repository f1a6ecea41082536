import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { HttpGroup } from './http-group.ts';
import type { HttpTunnel } from './http-tunnel.ts';
import type { TunnelStream } from './tunnel-stream.ts';

/**
 * How often one request is sent at most. Three more after the first: one to a fresh stream of the same client, and two to others. A request
 * that is what breaks its upstreams must not go through all of them.
 */
const MAX_TRIES = 4;

/** Which tunnels of a name one request is sent to, in turn. One object serves all requests of a connection. */
export class RequestTries {
  #group: HttpGroup | undefined;
  readonly #tried: HttpTunnel[] = [];
  #tries = 0;
  #tunnel: HttpTunnel | undefined;
  #stream: TunnelStream | undefined;
  /** Asked first, whoever's turn it is. */
  #preferred: HttpTunnel | undefined;
  /** Whether kept streams are to be left alone. */
  #fresh = false;

  /** The tunnel that the request was sent to last. */
  get tunnel(): HttpTunnel | undefined {
    return this.#tunnel;
  }

  /** Begins with a request to a name; undefined: one that is sent nowhere. */
  begin(group?: HttpGroup, head?: RequestHead): void {
    this.#group = group;
    this.#tried.length = 0;
    this.#tries = 0;
    this.#tunnel = undefined;
    this.#stream = undefined;
    this.#preferred = head === undefined ? undefined : group?.probed(head);
    this.#fresh = false;
  }

  /** A stream of the next tunnel that opens one, to send the request over; else why there is none. */
  take(visitor: string): TunnelStream | 'client-away' | 'busy' {
    let failure: 'client-away' | 'busy' = 'client-away';
    for (let tunnel = this.#next(); tunnel !== undefined; tunnel = this.#next()) {
      try {
        const stream = tunnel.pool.acquire(visitor, this.#fresh);
        this.#tunnel = tunnel;
        this.#stream = stream;
        this.#tries++;
        return stream;
      } catch {
        // The session opens no more streams: it is ending and the tunnel will be gone in a moment, or it has too many.
        if (!tunnel.closed) failure = 'busy';
        this.#tried.push(tunnel);
      }
    }
    return failure;
  }

  /**
   * The try came to nothing: takes the next stream, if there is any. Only for requests that may be sent twice.
   *
   * @param broke whether the stream broke without a word; else the client has answered that its upstream does not
   */
  takeNext(visitor: string, broke: boolean): TunnelStream | undefined {
    const tunnel = this.#tunnel;
    if (tunnel === undefined || this.#tries >= MAX_TRIES) return undefined;
    // A kept stream may have been closed by the client just as the request was sent: that says nothing of a new one (RFC 9112 §9.3.1).
    if (broke && this.#stream?.reused === true && !tunnel.closed) this.#preferred = tunnel;
    else this.#tried.push(tunnel);
    this.#fresh = true;
    const next = this.take(visitor);
    return typeof next === 'string' ? undefined : next;
  }

  #next(): HttpTunnel | undefined {
    const preferred = this.#preferred;
    this.#preferred = undefined;
    return preferred ?? this.#group?.next(this.#tried);
  }
}
