import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { RequestError } from '../request-error.ts';
import { newTunnel } from './new-tunnel.ts';

/** What the user changes of a tunnel; what is absent stays. */
export interface TunnelEdit {
  name?: string | undefined;
  target?: string | undefined;
  serverId?: string | undefined;
  /** null: the exit server chooses. */
  remotePort?: number | null | undefined;
  localPort?: number | undefined;
  hostHeader?: string | undefined;
  /** null: none. */
  proxyProtocol?: TunnelConfig['proxyProtocol'] | null;
  /** null: a TCP connect. */
  healthCheck?: TunnelConfig['healthCheck'] | null;
  alerts?: TunnelConfig['alerts'];
}

/** Makes the tunnel that a change leads to. Throws RequestError, with the field, where it cannot be. */
export function editedTunnel(config: TunnelConfig, edit: TunnelEdit): TunnelConfig {
  if (config.kind === 'forward' && edit.proxyProtocol) {
    const message = 'The exit server connects to the target of this tunnel, and sends no PROXY header.';
    throw new RequestError('INVALID', message, 'proxyProtocol');
  }
  if (config.kind !== 'http' && edit.healthCheck) {
    const message = 'Only HTTP tunnels have a health check with a path: others are asked by a TCP connect.';
    throw new RequestError('INVALID', message, 'healthCheck');
  }
  const localPort = edit.localPort ?? config.localPort;
  return {
    ...config,
    name: edit.name ?? config.name,
    upstream: edit.target === undefined ? config.upstream : newTunnel.readTarget(edit.target, config.kind, localPort),
    serverId: edit.serverId ?? config.serverId,
    remotePort: edit.remotePort === undefined ? config.remotePort : (edit.remotePort ?? undefined),
    localPort,
    hostHeader: edit.hostHeader ?? config.hostHeader,
    proxyProtocol: edit.proxyProtocol === undefined ? config.proxyProtocol : (edit.proxyProtocol ?? undefined),
    healthCheck: edit.healthCheck === undefined ? config.healthCheck : (edit.healthCheck ?? undefined),
    alerts: edit.alerts ?? config.alerts,
  };
}
