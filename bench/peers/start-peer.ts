import type { Processes } from '../../e2e/fixtures/processes.ts';
import { directPeer } from './direct.ts';
import { startNginxPeer } from './nginx.ts';
import type { Peer, PeerName } from './peer.ts';
import { startPortholePeer } from './porthole.ts';
import { startSshPeer } from './ssh.ts';
import type { Upstream } from './upstream.ts';

type Start = (processes: Processes, upstream: Upstream) => Peer | Promise<Peer>;

/** In the order of the report's rows. */
const STARTS: Record<PeerName, Start> = {
  direct: (_processes, upstream) => directPeer(upstream),
  'nginx proxy': startNginxPeer,
  'ssh -R': startSshPeer,
  'porthole http': (processes, upstream) => startPortholePeer(processes, upstream, 'http'),
  'porthole tcp': (processes, upstream) => startPortholePeer(processes, upstream, 'tcp'),
};

export const PEER_NAMES = Object.keys(STARTS) as PeerName[];

/** Starts what a row of the report needs. */
export async function startPeer(name: PeerName, processes: Processes, upstream: Upstream): Promise<Peer> {
  return await STARTS[name](processes, upstream);
}
