import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import type { TunnelConfig, TunnelKind } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { NO_RULES } from '../../../shared/rules/tunnel-rules.ts';
import { checkFolderTunnel } from '../folder/check-folder-tunnel.ts';
import { RequestError } from '../request-error.ts';
import type { LookedAt } from './look-at-target.ts';
import { parseForwardTarget, parseTarget, splitUpstream } from './target.ts';
import { TargetError } from './target-error.ts';
import { nameFrom, suggestForwardName, suggestName } from './tunnel-name.ts';

export type ShareKind = Exclude<TunnelKind, 'forward'>;

/** How a service of this computer is to be shared. */
export interface ShareRequest {
  target: string;
  name?: string | undefined;
  kind?: ShareKind | undefined;
  serverId?: string | undefined;
  remotePort?: number | undefined;
  proxyProtocol?: TunnelConfig['proxyProtocol'];
  shared?: boolean | undefined;
  dotFiles?: boolean | undefined;
}

/** How a service over there is to be reached. */
export interface ForwardRequest {
  localPort: number;
  target: string;
  name?: string | undefined;
  serverId?: string | undefined;
}

/** What a new tunnel is made beside. */
export interface Beside {
  readonly tunnels: readonly TunnelConfig[];
  readonly defaultServerId: string;
}

/** Makes the tunnels that users ask for. They throw RequestError where the target cannot be understood. */
export const newTunnel = {
  share(request: ShareRequest, { kind, service, tls }: LookedAt, beside: Beside): TunnelConfig {
    const upstream = newTunnel.readTarget(request.target, kind, { secure: tls });
    const taken = new Set(beside.tunnels.map(({ name }) => name));
    const folder = folderUpstream.read(upstream);
    const suggested = () =>
      folder === undefined
        ? suggestName(service, splitUpstream(upstream).port, taken)
        : nameFrom(basename(folder), 'folder', taken);
    const config: TunnelConfig = {
      id: randomUUID(),
      name: request.name ?? suggested(),
      kind,
      upstream,
      serverId: request.serverId ?? beside.defaultServerId,
      remotePort: request.remotePort,
      hostHeader: 'keep',
      proxyProtocol: request.proxyProtocol,
      rules: NO_RULES,
      shared: request.shared,
      dotFiles: request.dotFiles,
      enabled: true,
    };
    return checkFolderTunnel(config);
  },

  forward({ localPort, target, name, serverId }: ForwardRequest, beside: Beside): TunnelConfig {
    const upstream = newTunnel.readTarget(target, 'forward', { localPort });
    const taken = new Set(beside.tunnels.map((tunnel) => tunnel.name));
    return {
      id: randomUUID(),
      name: name ?? suggestForwardName(splitUpstream(upstream), taken),
      kind: 'forward',
      upstream,
      serverId: serverId ?? beside.defaultServerId,
      localPort,
      hostHeader: 'keep',
      rules: NO_RULES,
      enabled: true,
    };
  },

  /**
   * Reads a target as the upstream of a tunnel of this kind.
   * @param known `localPort` of a forward tunnel; `secure`: what listens there was found to be a website that speaks TLS
   */
  readTarget(target: string, kind: TunnelKind, known: { localPort?: number; secure?: boolean } = {}): string {
    try {
      if (kind === 'forward') return parseForwardTarget(target, known.localPort);
      return parseTarget(target, kind === 'private' ? 'tcp' : kind, known.secure);
    } catch (error) {
      if (error instanceof TargetError) throw new RequestError('INVALID', error.message, 'target');
      throw error;
    }
  },
};
