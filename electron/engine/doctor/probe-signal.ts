/** How long one connection of a check may take, ms: as long as an exit server around the world needs twice over. */
const PROBE_MS = 8_000;

/** Ends one connection of a check: after a while, or with the check. */
export function probeSignal(check: AbortSignal): AbortSignal {
  return AbortSignal.any([check, AbortSignal.timeout(PROBE_MS)]);
}
