import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import { FolderDialer } from '../folder/folder-dialer.ts';
import type { Trust } from '../network/trust.ts';
import { type Dialer, UpstreamDialer } from './upstream-dialer.ts';

type OpenConfig = Pick<TunnelConfig, 'upstream' | 'proxyProtocol' | 'dotFiles'>;

/** Makes what connects to a tunnel's upstream: a service, or a folder. */
export function openUpstream(config: OpenConfig, trust: Trust): Dialer {
  const folder = folderUpstream.read(config.upstream);
  if (folder === undefined) return new UpstreamDialer(config.upstream, config.proxyProtocol, trust);
  return new FolderDialer(folder, { dotFiles: config.dotFiles === true });
}
