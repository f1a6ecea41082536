import type { OnDemand } from '../../../shared/contract/on-demand.ts';
import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { checkFolderTunnel } from '../folder/check-folder-tunnel.ts';
import { folderIsThere } from '../folder/folder-is-there.ts';
import { checkOnDemand } from '../on-demand/check-on-demand.ts';
import { RequestError } from '../request-error.ts';
import { lookAtTarget, type ServiceFinder } from './look-at-target.ts';
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
  shared?: boolean | undefined;
  dotFiles?: boolean | undefined;
  /** Empty: none. */
  alsoServerIds?: string[] | undefined;
  /** null: somebody else starts the service. */
  onDemand?: OnDemand | null | undefined;
}

/**
 * Makes the tunnel that a change leads to. Throws RequestError, with the field, where it cannot be.
 * @param secure whether a new target was found to be a website that speaks TLS
 */
export function editedTunnel(config: TunnelConfig, edit: TunnelEdit, secure = false): TunnelConfig {
  if (config.kind === 'forward' && edit.proxyProtocol) {
    const message = 'The exit server connects to the target of this tunnel, and sends no PROXY header.';
    throw new RequestError('INVALID', message, 'proxyProtocol');
  }
  if (config.kind !== 'http' && edit.healthCheck) {
    const message = 'Only HTTP tunnels have a health check with a path: others are asked by a TCP connect.';
    throw new RequestError('INVALID', message, 'healthCheck');
  }
  if (edit.shared && config.kind !== 'http' && config.kind !== 'private') {
    throw new RequestError('INVALID', 'Only HTTP tunnels and private services can be served by several.', 'shared');
  }
  if (config.kind === 'forward' && edit.alsoServerIds !== undefined && edit.alsoServerIds.length > 0) {
    throw new RequestError('INVALID', 'A local port leads to one exit server only.', 'alsoServerIds');
  }
  const serverId = edit.serverId ?? config.serverId;
  const localPort = edit.localPort ?? config.localPort;
  const edited = {
    ...config,
    name: edit.name ?? config.name,
    upstream:
      edit.target === undefined
        ? config.upstream
        : newTunnel.readTarget(edit.target, config.kind, { localPort, secure }),
    serverId,
    alsoServerIds: otherServers(edit.alsoServerIds ?? config.alsoServerIds, serverId),
    remotePort: edit.remotePort === undefined ? config.remotePort : (edit.remotePort ?? undefined),
    localPort,
    hostHeader: edit.hostHeader ?? config.hostHeader,
    proxyProtocol: edit.proxyProtocol === undefined ? config.proxyProtocol : (edit.proxyProtocol ?? undefined),
    healthCheck: edit.healthCheck === undefined ? config.healthCheck : (edit.healthCheck ?? undefined),
    alerts: edit.alerts ?? config.alerts,
    shared: (edit.shared ?? config.shared) || undefined,
    dotFiles: edit.dotFiles ?? config.dotFiles,
    onDemand: edit.onDemand
      ? checkOnDemand(edit.onDemand, config.kind)
      : edit.onDemand === null
        ? undefined
        : config.onDemand,
  };
  return checkFolderTunnel(edited);
}

/** Rejects with RequestError, with the field, where a folder that the change names is not there. */
export async function editedFoldersAreThere(config: TunnelConfig, edit: TunnelEdit): Promise<void> {
  const { upstream, onDemand } = editedTunnel(config, edit);
  const folder = upstream === config.upstream ? undefined : folderUpstream.read(upstream);
  if (folder !== undefined) await folderIsThere(folder, 'target');
  if (edit.onDemand && onDemand !== undefined) await folderIsThere(onDemand.cwd, 'cwd');
}

/** Resolves with whether the target that the change names is a website that speaks TLS, where it does not say so itself; as for a tunnel that is shared. */
export async function editedTargetIsSecure(
  { kind, name }: TunnelConfig,
  { target }: TunnelEdit,
  finder: ServiceFinder,
): Promise<boolean> {
  if (target === undefined || kind !== 'http') return false;
  return (await lookAtTarget({ target, kind, name }, finder)).tls;
}

/** Those beside the first one, each once; undefined where there is none. */
function otherServers(ids: readonly string[] = [], first: string): string[] | undefined {
  const others = [...new Set(ids)].filter((id) => id !== first);
  return others.length === 0 ? undefined : others;
}
