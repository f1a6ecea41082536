const MINUTE_S = 60;
const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;
/** More points than this no chart of a screen can draw apart. */
const MAX_STEPS = 600;
/** Lengths of a step that people can read off an axis, s. The last one serves a year in 365 steps. */
const STEPS = [
  1,
  2,
  5,
  10,
  20,
  30,
  MINUTE_S,
  2 * MINUTE_S,
  3 * MINUTE_S,
  5 * MINUTE_S,
  10 * MINUTE_S,
  20 * MINUTE_S,
  30 * MINUTE_S,
  HOUR_S,
  2 * HOUR_S,
  3 * HOUR_S,
  4 * HOUR_S,
  6 * HOUR_S,
  12 * HOUR_S,
  DAY_S,
];

/** One resolution in which history is kept. */
export interface Resolution {
  /** Length of one kept interval, s. */
  readonly seconds: number;
  /** How long it is kept, s. */
  readonly keptFor: number;
}

/** In memory: seconds. A quarter of an hour, so that the charts of 15 min show each. */
const MEMORY: Resolution = { seconds: 1, keptFor: 15 * MINUTE_S };
/** On disk, finest first. Each divides the next. */
const DISK: readonly Resolution[] = [
  { seconds: 10, keptFor: DAY_S },
  { seconds: MINUTE_S, keptFor: 30 * DAY_S },
  { seconds: HOUR_S, keptFor: 366 * DAY_S },
];

/** How a range is shown: in steps of `step` s, each made of kept intervals of `resolution`. */
export interface Plan {
  readonly step: number;
  readonly resolution: Resolution;
}

/** The resolutions, and which of them answers a question. */
export const resolutions = {
  memory: MEMORY,
  disk: DISK,

  /**
   * Chooses the shortest step that gives at most 600 of them and that what is kept can serve, and the coarsest kept intervals that make it up: the
   * fewer are read, the faster.
   * @param from begin of the range, s since the epoch
   * @param to its end
   * @param now s since the epoch
   * @param kept what there is: memory alone where nothing is on disk
   */
  plan(from: number, to: number, now: number, kept: readonly Resolution[] = [MEMORY, ...DISK]): Plan {
    const age = now - from;
    const coarsest = kept.at(-1) ?? MEMORY;
    const usable = kept.filter((resolution) => resolution.keptFor >= age);
    const least = Math.max((to - from) / MAX_STEPS, (usable[0] ?? coarsest).seconds);
    const step = STEPS.find((length) => length >= least) ?? Math.ceil(least / DAY_S) * DAY_S;
    const resolution = (usable.length > 0 ? usable : [coarsest]).findLast(({ seconds }) => step % seconds === 0);
    return { step, resolution: resolution ?? coarsest };
  },
};
