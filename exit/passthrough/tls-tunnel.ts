import type { Socket } from 'node:net';
import type { UpstreamHealth } from '../http/http-tunnel.ts';
import type { StreamOpener } from '../http/stream-pool.ts';
import type { PortTraffic } from '../metrics/tcp-metrics.ts';
import type { SocketPipe } from '../net/socket-pipe.ts';
import type { TunnelGuard } from '../rules/tunnel-guard.ts';
import { TunnelPipes } from '../tcp/tunnel-pipes.ts';

/** Facts about a TLS tunnel that do not change while it is open. */
export interface TlsTunnelFacts {
  id: number;
  /** First label of the server name that visitors ask for. */
  name: string;
  publicUrl: string;
  /** Where it leads, as the client says; only shown. */
  upstream: string;
}

/**
 * One open TLS tunnel: visitors whose ClientHello names its host go over a stream each, from their first byte on. The upstream has the
 * certificate and the keys, this server sees cipher text.
 */
export class TlsTunnel {
  readonly kind = 'tls';
  readonly id: number;
  readonly name: string;
  readonly publicUrl: string;
  readonly upstream: string;
  health: UpstreamHealth | undefined;
  /** Its rules; undefined where it has none. */
  guard: TunnelGuard | undefined;
  readonly #pipes: TunnelPipes;

  constructor(facts: TlsTunnelFacts, opener: StreamOpener, traffic: PortTraffic) {
    this.id = facts.id;
    this.name = facts.name;
    this.publicUrl = facts.publicUrl;
    this.upstream = facts.upstream;
    this.#pipes = new TunnelPipes(facts.id, opener, traffic);
  }

  /** Whether a connection goes through it. */
  get busy(): boolean {
    return this.#pipes.size > 0;
  }

  /**
   * Takes over a paused socket that gives all bytes from the first on. Returns undefined where there is no stream for it; it has been reset
   * then.
   */
  accept(socket: Socket, onClose: (pipe: SocketPipe) => void): SocketPipe | undefined {
    const pipe = this.#pipes.add(socket, onClose);
    if (pipe !== undefined) socket.resume();
    return pipe;
  }

  /** Breaks its connections off. */
  close(): void {
    this.#pipes.destroy();
  }
}
