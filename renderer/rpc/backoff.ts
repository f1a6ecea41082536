/** First wait, ms: a restart of the engine takes about this long. */
const FIRST_MS = 250;
/** Longest wait, ms: the engine is on this machine, asking it often costs nothing. */
const LONGEST_MS = 5_000;

/** How long to wait before try `attempt` (1 is the first after a loss), ms: doubling, half of it at random. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (ceiling / 2) * random());
}
