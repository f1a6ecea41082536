import type { Trial } from './trial.ts';
import { diskFull } from './trials/disk-full.ts';
import { portTaken } from './trials/port-taken.ts';

/** What the machine may refuse. */
export const TRIALS: readonly Trial[] = [diskFull, portTaken];
