import { parseEndpoint } from '../../../shared/proxy-protocol/endpoint.ts';
import type { StreamHeader } from '../../../shared/wire/stream-header.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import type { LiveTunnel, LiveTunnelParts } from './live-tunnel.ts';
import { SocketBridge } from './socket-bridge.ts';

export interface TcpTunnelParts extends LiveTunnelParts {
  /** Whether a visitor is this app's own probe (see PublicUrlProbe): such a stream ends here and never meets the upstream. */
  isOwnProbe(visitor: string): boolean;
  /** A visitor has come, or this app's own probe. */
  onVisitor(): void;
}

/** Forwards each stream as one TCP connection to the upstream; of a TLS tunnel too, whose bytes nobody here reads. */
export class TcpTunnel implements LiveTunnel {
  readonly #parts: TcpTunnelParts;
  readonly #bridges = new Set<SocketBridge>();

  constructor(parts: TcpTunnelParts) {
    this.#parts = parts;
  }

  get busy(): boolean {
    return this.#bridges.size > 0;
  }

  accept(stream: YamuxStream, header: StreamHeader): StreamHandler {
    const { counters, dialer } = this.#parts;
    const bridge: SocketBridge = new SocketBridge(stream, {
      onBytes: (toUpstream, toVisitor) => {
        counters.bytesIn += toUpstream;
        counters.bytesOut += toVisitor;
      },
      onOver: () => {
        if (this.#bridges.delete(bridge)) counters.open -= 1;
      },
    });
    const own = this.#parts.isOwnProbe(header.visitor);
    this.#parts.onVisitor();
    if (own) {
      bridge.close();
      return bridge;
    }
    this.#bridges.add(bridge);
    counters.open += 1;
    counters.connects += 1;
    bridge.dial(dialer, parseEndpoint(header.visitor) ?? 'unknown', (error) => this.#parts.onUpstream(error));
    return bridge;
  }

  close(): void {
    for (const bridge of [...this.#bridges]) bridge.close();
  }
}
