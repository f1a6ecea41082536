import type { Peer, PeerName } from '../peers/peer.ts';

/** What one measurement found, by the keys of the report's columns. */
export type Figures = Record<string, number>;

export interface MeasureContext {
  /** Of each load. */
  seconds: number;
  signal: AbortSignal;
  /** Told of what makes a figure doubtful. */
  onDoubt(peer: Peer, what: string): void;
}

/** One measurement, which may fill several columns. */
export interface Measure {
  /** By which `--only` chooses it. */
  name: string;
  /** What it is taken of. */
  peers: readonly PeerName[];
  /** It starts what it measures by itself each time: there is nothing to warm up. */
  startsAll?: true;
  run(peer: Peer, context: MeasureContext): Promise<Figures>;
}
