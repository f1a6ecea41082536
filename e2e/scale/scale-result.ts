import type { CrowdTimes } from './crowd.ts';
import type { ScaleCounts } from './run-scale.ts';
import type { ScaleHeld, ScaleSize } from './scale-scene.ts';

/** What was held at one moment. */
export interface Holding {
  readonly title: string;
  /** How many there are of what its title says that were not there before; 0: nothing came, or it left. */
  readonly count: number;
  readonly held: ScaleHeld;
}

/** What many did, and what the programs took for it. */
export interface Passage {
  readonly title: string;
  readonly times: CrowdTimes;
  readonly held: ScaleHeld;
}

/** All clients come back after the exit server was away. Times count from when it listened again, ms, in rising order. */
export interface Restart {
  readonly title: string;
  readonly signal: 'SIGKILL' | 'SIGTERM';
  readonly awayMs: number;
  /** When each client had its tunnels open. */
  readonly openMs: readonly number[];
  /** When each had proved all of them through their public URLs. */
  readonly greenMs: readonly number[];
  /** When each try to connect began. */
  readonly dialMs: readonly number[];
  readonly held: ScaleHeld;
}

export interface ScaleResult {
  readonly size: ScaleSize;
  readonly counts: ScaleCounts;
  readonly holdings: readonly Holding[];
  readonly passages: readonly Passage[];
  readonly restarts: readonly Restart[];
  /** Part of a core that the exit server takes while its clients only wait. */
  readonly restingPart: number;
}
