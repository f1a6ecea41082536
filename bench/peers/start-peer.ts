import type { Processes } from '../../e2e/fixtures/processes.ts';
import { startCapturePeer } from './capture.ts';
import { directPeer } from './direct.ts';
import { startDirectPeerOverLink, startLink } from './long-link.ts';
import { startNginxPeer } from './nginx.ts';
import type { Peer, PeerName } from './peer.ts';
import { startPortholePeer } from './porthole.ts';
import { startSshPeer } from './ssh.ts';
import { startNginxTlsPeer, startPortholeTlsPeer } from './tls.ts';
import type { Upstream } from './upstream.ts';

type Start = (processes: Processes, upstream: Upstream) => Peer | Promise<Peer>;

function porthole(kind: 'http' | 'tcp'): Start {
  return (processes, upstream) => startPortholePeer(processes, upstream, { kind, name: `porthole ${kind}` });
}

function portholeOverLink(kind: 'http' | 'tcp'): Start {
  return (processes, upstream) => {
    const between = (controlPort: number) => startLink(processes, controlPort);
    return startPortholePeer(processes, upstream, { kind, name: `porthole ${kind}, 50 ms`, between });
  };
}

/** In the order of the report's rows. */
const STARTS: Record<PeerName, Start> = {
  direct: (_processes, upstream) => directPeer(upstream),
  'nginx proxy': startNginxPeer,
  'ssh -R': startSshPeer,
  'porthole http': porthole('http'),
  'porthole tcp': porthole('tcp'),
  'direct, 50 ms': startDirectPeerOverLink,
  'porthole http, 50 ms': portholeOverLink('http'),
  'porthole tcp, 50 ms': portholeOverLink('tcp'),
  'nginx, TLS': startNginxTlsPeer,
  'porthole http, TLS': startPortholeTlsPeer,
  'porthole, capture off': startCapturePeer('off'),
  'porthole, capture on': startCapturePeer('on'),
};

export const PEER_NAMES = Object.keys(STARTS) as PeerName[];

/** Starts what a row of the report needs. */
export async function startPeer(name: PeerName, processes: Processes, upstream: Upstream): Promise<Peer> {
  return await STARTS[name](processes, upstream);
}
