import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { FolderDialer } from '../folder/folder-dialer.ts';
import { type Dialer, UpstreamDialer } from './upstream-dialer.ts';

/** Makes what connects to a tunnel's upstream: a service, or a folder. */
export function openUpstream(config: Pick<TunnelConfig, 'upstream' | 'proxyProtocol' | 'dotFiles'>): Dialer {
  const folder = folderUpstream.read(config.upstream);
  if (folder === undefined) return new UpstreamDialer(config.upstream, config.proxyProtocol);
  return new FolderDialer(folder, { dotFiles: config.dotFiles === true });
}
