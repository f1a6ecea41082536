import type { Peer } from './peer.ts';
import type { Upstream } from './upstream.ts';

/** The upstream itself: what the machine and the load generators can do. */
export function directPeer({ port, echoPort }: Upstream): Peer {
  return {
    name: 'direct',
    web: { port, host: `127.0.0.1:${port}` },
    echo: { port: echoPort, host: `127.0.0.1:${echoPort}` },
    pids: [],
  };
}
