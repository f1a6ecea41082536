import type { HealthTimeline } from '../../../shared/contract/health.ts';
import type { KeptSpan } from '../history/kept-span.ts';

/** What visitors meet in each state; the others (stopped, connecting, asleep) say nothing of it. */
const UP = new Set(['online']);
const DOWN = new Set(['degraded', 'reconnecting', 'refused']);
/** Newest states that are given whole; a page shows a few dozen. */
const MAX_STATES = 500;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Ranges over which uptime is given, days. */
const UPTIME_DAYS = [1, 7, 30, 90] as const;

/**
 * Makes a tunnel's timeline out of its states.
 * @param spans oldest first; those of the last 90 days, whatever is shown
 * @param days how many are shown, up to `now` (ms since the epoch)
 */
export function timelineOf(tunnelId: string, spans: readonly KeptSpan[], days: number, now: number): HealthTimeline {
  const from = now - days * DAY_MS;
  const length = days === 1 ? HOUR_MS : DAY_MS;
  const count = Math.round((days * DAY_MS) / length);
  return {
    tunnelId,
    from,
    to: now,
    slices: Array.from({ length: count }, (_, i) => sumOf(spans, from + i * length, from + (i + 1) * length)),
    states: spans
      .filter(({ until }) => until > from)
      .slice(-MAX_STATES)
      .map(readState),
    uptime: UPTIME_DAYS.map((range) => {
      const { up, down } = sumOf(spans, now - range * DAY_MS, now);
      return { days: range, ratio: up + down === 0 ? null : up / (up + down) };
    }),
  };
}

/** How long a tunnel was up and down between two moments, ms. */
function sumOf(spans: readonly KeptSpan[], from: number, to: number): HealthTimeline['slices'][number] {
  let [up, down] = [0, 0];
  for (const { since, until, state } of spans) {
    const lasted = Math.max(0, Math.min(until, to) - Math.max(since, from));
    if (UP.has(state)) up += lasted;
    else if (DOWN.has(state)) down += lasted;
  }
  return { from, to, up, down };
}

function readState({ since, until, state, detail }: KeptSpan): HealthTimeline['states'][number] {
  const { hop, message } = detail === undefined ? {} : JSON.parse(detail);
  return { since, until, state: state as HealthTimeline['states'][number]['state'], hop, message };
}
