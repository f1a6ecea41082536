import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { RequestError } from '../request-error.ts';

/**
 * The tunnel as it is kept, where its user has said where it leads. What only services have is refused for a folder, with the field; what only
 * folders have is left out of others. Throws RequestError. Whether the folder is there is asked before (folder-is-there.ts).
 */
export function checkFolderTunnel(config: TunnelConfig): TunnelConfig {
  const folder = folderUpstream.read(config.upstream);
  if (folder === undefined) return config.dotFiles === undefined ? config : { ...config, dotFiles: undefined };
  refuse(config.proxyProtocol, 'proxyProtocol', 'A folder reads no PROXY header: choose none.');
  refuse(
    config.healthCheck,
    'healthCheck',
    'A folder has no health check: whether it can be read is looked at anyway.',
  );
  refuse(config.onDemand, 'command', 'A folder needs no command that starts it: leave it empty.');
  // It asks nobody for their host.
  return { ...config, hostHeader: 'keep', dotFiles: config.dotFiles || undefined };
}

function refuse(value: unknown, field: string, message: string): void {
  if (value !== undefined) throw new RequestError('INVALID', message, field);
}
