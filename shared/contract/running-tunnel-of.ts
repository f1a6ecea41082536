import type { Service } from './service.ts';
import type { Tunnel } from './tunnel.ts';

/** Names of this machine's own loopback. */
const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '0.0.0.0']);

/** The tunnel that leads to a service and is meant to run, if any. */
export function runningTunnelOf(service: Service, tunnels: readonly Tunnel[]): Tunnel | undefined {
  return tunnels.find((tunnel) => {
    if (!tunnel.enabled) return false;
    const [, host, port] = /^\w+:\/\/(.+):(\d+)$/.exec(tunnel.upstream) ?? [];
    return Number(port) === service.port && (LOOPBACK.has(host ?? '') || service.addresses.includes(host ?? ''));
  });
}
