import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { ForwardRequest, ShareRequest } from './new-tunnel.ts';

/** Whether a tunnel is what a request asks for, so that none needs to be made. @param asked the tunnel that would be made */
export function isSameTunnel(
  tunnel: TunnelConfig,
  asked: TunnelConfig,
  wish:
    | Pick<ShareRequest, 'name' | 'remotePort' | 'proxyProtocol' | 'shared' | 'dotFiles'>
    | Pick<ForwardRequest, 'name'>,
): boolean {
  if (tunnel.kind !== asked.kind || tunnel.upstream !== asked.upstream || tunnel.serverId !== asked.serverId)
    return false;
  if (wish.name !== undefined && wish.name !== tunnel.name) return false;
  if (asked.kind === 'forward') return tunnel.localPort === asked.localPort;
  const { remotePort, proxyProtocol, shared, dotFiles }: Partial<ShareRequest> = wish;
  if (remotePort !== undefined && remotePort !== tunnel.remotePort) return false;
  if (shared !== undefined && shared !== (tunnel.shared === true)) return false;
  if (dotFiles !== undefined && dotFiles !== (tunnel.dotFiles === true)) return false;
  return proxyProtocol === undefined || proxyProtocol === tunnel.proxyProtocol;
}
