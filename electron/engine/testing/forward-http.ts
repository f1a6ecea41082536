import type { ProxyVersion } from '../../../shared/proxy-protocol/proxy-header.ts';
import { TunnelCounters } from '../metrics/tunnel-counters.ts';
import { HttpTunnel } from '../tunnels/http-tunnel.ts';
import { UpstreamDialer } from '../tunnels/upstream-dialer.ts';
import type { UpstreamError } from '../tunnels/upstream-error.ts';
import { UpstreamHost } from '../tunnels/upstream-host.ts';
import type { UpstreamRoutes } from '../tunnels/upstream-routes.ts';
import { openTestStreams } from './open-test-streams.ts';
import type { TestPeer } from './test-peer.ts';

export interface ForwardedHttp {
  /** Opens a stream as the exit server does for a visitor. */
  open(): TestPeer;
  readonly tunnel: HttpTunnel;
  readonly counters: TunnelCounters;
  /** What the tunnel said of its upstream: a code, or `ok`. */
  readonly reports: string[];
}

/** Runs an HTTP tunnel to a port of loopback over an in-memory session, for one test. */
export function forwardHttp(
  port: number,
  options: { host?: string; ownNonce?: string; proxyProtocol?: ProxyVersion; routes?: UpstreamRoutes } = {},
): ForwardedHttp {
  const counters = new TunnelCounters();
  const reports: string[] = [];
  const tunnel = new HttpTunnel({
    dialer: new UpstreamDialer(`http://127.0.0.1:${port}`, options.proxyProtocol),
    counters,
    host: new UpstreamHost({ hostHeader: options.host ?? 'keep', upstream: `http://127.0.0.1:${port}` }, () => {}),
    onUpstream: (error: UpstreamError | undefined) => reports.push(error?.code ?? 'ok'),
    route: (target) => options.routes?.find(target),
    isOwnNonce: (nonce) => nonce === options.ownNonce,
    capture: () => undefined,
  });
  const header = { kind: 'http', tunnelId: 1, visitor: '203.0.113.9:50000' } as const;
  const open = openTestStreams((stream) => tunnel.accept(stream, header));
  return { open, tunnel, counters, reports };
}

/** A request head with the fields that every browser sends. */
export function request(line: string, ...fields: string[]): string {
  return [`${line} HTTP/1.1`, 'Host: blog.exit.example.com', ...fields, '', ''].join('\r\n');
}
