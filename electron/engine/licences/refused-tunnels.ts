import type { Tunnel } from '../../../shared/contract/tunnel.ts';

/** Notices tunnels that an exit server does not open, since the licence does not count any more. */
export class RefusedTunnels {
  #known: ReadonlySet<string> = new Set();

  /** Returns the servers (their ids) of those that were not refused at the last look. */
  newIn(tunnels: readonly Tunnel[]): Set<string> {
    const refused = new Map<string, string>();
    for (const tunnel of tunnels) {
      for (const { serverId, status } of tunnel.exits ?? [tunnel]) {
        if (status.state !== 'refused' || !status.code.startsWith('licence-')) continue;
        refused.set(`${tunnel.id} ${serverId}`, serverId);
      }
    }
    const before = this.#known;
    this.#known = new Set(refused.keys());
    return new Set([...refused].flatMap(([key, serverId]) => (before.has(key) ? [] : [serverId])));
  }
}
