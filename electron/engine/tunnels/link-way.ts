import type { LinkWay } from '../../../shared/contract/server.ts';
import type { LinkState } from './link-state.ts';

/** Tells people how a session reaches its exit server; nothing while there is none. */
export function linkWay(link: LinkState): LinkWay {
  if (link.state !== 'online') return {};
  const { transport, secure, proxy } = link;
  if (transport === 'memory') return {};
  const scheme = secure ? 'HTTPS' : 'HTTP';
  const linkNote =
    transport === 'long-polling'
      ? `Connected over ${scheme} long-polling, because WebSockets are blocked on this network.`
      : undefined;
  return { transport, proxy, linkNote };
}
