import type { Processes } from '../../e2e/fixtures/processes.ts';
import { directPeer } from './direct.ts';
import type { Peer } from './peer.ts';
import type { Upstream } from './upstream.ts';

/** Added to every byte's way in each direction: together the 50 ms of round trip between two continents' edges, or a bad mobile link. */
const DELAY_MS = 25;

/**
 * 1 Gbit/s. Without a limit a download would measure how fast this machine's processors copy, and no link of that length has none. Of
 * plain TCP the largest receive buffer that Linux usually allows, 6 MiB, lets just this through over 50 ms.
 */
const BYTES_PER_MS = 125_000;

/** Starts a link to a port; returns the port of its near end. */
export async function startLink(processes: Processes, port: number): Promise<number> {
  const args = [port, DELAY_MS, BYTES_PER_MS].map(String);
  const link = await processes.startEntry('bench/peers/delay-proxy.ts', args, { ready: /^port (\d+)$/ });
  return Number((await link.ready)?.[1]);
}

/** The upstream over a long link. */
export async function startDirectPeerOverLink(processes: Processes, upstream: Upstream): Promise<Peer> {
  const [port, echoPort] = [await startLink(processes, upstream.port), await startLink(processes, upstream.echoPort)];
  return { ...directPeer({ ...upstream, port, echoPort }), name: 'direct, 50 ms' };
}
