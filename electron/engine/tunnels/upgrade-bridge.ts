import type { YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import type { TunnelCounters } from '../metrics/tunnel-counters.ts';
import { type BridgeTap, SocketBridge } from './socket-bridge.ts';
import type { UpstreamConnection } from './upstream-connection.ts';

export interface UpgradeParts {
  readonly stream: YamuxStream;
  readonly counters: TunnelCounters;
  readonly tap: BridgeTap | undefined;
  readonly onOver: () => void;
}

/** Makes the bridge that takes over from HTTP after a 101; it counts what passes. */
export function upgradeBridge({ stream, counters, tap, onOver }: UpgradeParts): SocketBridge {
  return new SocketBridge(stream, {
    onBytes: (toUpstream, toVisitor) => {
      counters.bytesIn += toUpstream;
      counters.bytesOut += toVisitor;
    },
    tap,
    onOver,
  });
}

/**
 * Joins the bridge with the upstream's socket, and passes on what both sides sent behind their heads.
 * @param upstream handed over by the connection; undefined where that is closed already
 * @param fromVisitor bytes that the visitor sent behind the request
 */
export function joinUpgrade(
  bridge: SocketBridge,
  upstream: ReturnType<UpstreamConnection['detach']>,
  fromVisitor: Buffer,
  tap: BridgeTap | undefined,
): void {
  if (!upstream) {
    bridge.close();
    return;
  }
  bridge.join(upstream.socket);
  if (upstream.rest.length > 0) bridge.fromSocket(upstream.rest);
  if (fromVisitor.length === 0) return;
  tap?.onVisitorBytes(fromVisitor);
  upstream.socket.write(fromVisitor);
}
