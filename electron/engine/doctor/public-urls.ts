import { EMBEDDED_SERVER_ID } from '../../../shared/contract/server.ts';
import type { DoctorParts } from './doctor-parts.ts';

/** The public URL of a tunnel that runs over an exit server of one's own. */
export interface PublicUrl {
  readonly url: URL;
  /** Host of the exit server's control plane. */
  readonly exitHost: string;
  /** Whether a request through it came back to this app. */
  readonly works: boolean;
}

/** The public URLs of HTTP tunnels as far as the app knows them: none where it does not run. */
export function publicUrls({ tunnels, settings }: Pick<DoctorParts, 'tunnels' | 'settings'>): PublicUrl[] {
  return tunnels.tunnels.value.flatMap(({ kind, publicUrl, serverId, enabled, probes }) => {
    const server = settings.value.servers.find(({ id }) => id === serverId);
    if (kind !== 'http' || !enabled || publicUrl === undefined || serverId === EMBEDDED_SERVER_ID || !server) return [];
    return [
      { url: new URL(publicUrl), exitHost: new URL(server.url).hostname, works: probes.publicUrl.state === 'ok' },
    ];
  });
}
