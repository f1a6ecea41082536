import type { ProbedTunnel, Tunnel, TunnelChanges } from '../../shared/contract/tunnel.ts';

/** Says what is new of the tunnels for one who follows them: by what that one was told last, so that lists in between may be left out. */
export class ChangedTunnels {
  /** What was told last of each tunnel, in the order of the list; as text, since the engine changes probes in place. */
  #told: ReadonlyMap<string, string> | undefined;

  /** Returns undefined where nothing is new. Of the first list everything is, also where it is empty. */
  since(list: readonly ProbedTunnel[]): TunnelChanges | undefined {
    const before = this.#told;
    const told = new Map<string, string>();
    const changed: Tunnel[] = [];
    for (const probed of list) {
      const tunnel = withoutProbes(probed);
      const text = JSON.stringify(tunnel);
      told.set(tunnel.id, text);
      if (before?.get(tunnel.id) !== text) changed.push(tunnel);
    }
    this.#told = told;
    if (before !== undefined && hasSameKeys(before, told)) return changed.length === 0 ? undefined : { changed };
    return { changed, order: [...told.keys()] };
  }
}

function withoutProbes({ probes: _, exits, ...tunnel }: ProbedTunnel): Tunnel {
  return exits === undefined ? tunnel : { ...tunnel, exits: exits.map(({ probes: _, ...exit }) => exit) };
}

/** Also in the same order. */
function hasSameKeys(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  const keys = other.keys();
  return one.size === other.size && [...one.keys()].every((key) => key === keys.next().value);
}
