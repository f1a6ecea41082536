import type { ProbedTunnel, Probes, TunnelChanges } from '../../shared/contract/tunnel.ts';
import { ChangedTunnels } from './changed-tunnels.ts';

/** All tunnels, whenever something of them changed. */
type Lists = AsyncIterable<readonly ProbedTunnel[]>;

/** What is told of tunnels to those who need not hear all of each. */
export const tunnelStreams = {
  /** All at first, and then what changed but probes. */
  async *changes(lists: Lists): AsyncGenerator<TunnelChanges, void, void> {
    const changes = new ChangedTunnels();
    for await (const list of lists) {
      const news = changes.since(list);
      if (news !== undefined) yield news;
    }
  },

  /** The probes of one tunnel, until it is gone. */
  async *probes(lists: Lists, id: string): AsyncGenerator<Probes, void, void> {
    // As text, since the engine changes probes in place.
    let told = '';
    for await (const list of lists) {
      const probes = list.find((tunnel) => tunnel.id === id)?.probes;
      if (probes === undefined) return;
      const text = JSON.stringify(probes);
      if (text !== told) yield probes;
      told = text;
    }
  },
};
