import { formatClock, formatDay } from '../../format/format-clock.ts';
import { formatSpan } from '../../format/format-span.ts';

const MINUTE_MS = 60_000;
/** `2026-05-03T14:02:00` */
const FIELD_LENGTH = 19;

/** When requests were under way, ms since the epoch. */
export interface TimeSpan {
  from: number | undefined;
  to: number | undefined;
}

/** `2026-05-03T14:02:00`, in the time of this computer, as a field of the kind `datetime-local` has it; empty for undefined. */
export function fieldOf(ms: number | undefined): string {
  if (ms === undefined) return '';
  const offset = new Date(ms).getTimezoneOffset() * MINUTE_MS;
  return new Date(ms - offset).toISOString().slice(0, FIELD_LENGTH);
}

/** The reverse; undefined where nothing, or nothing whole, stands there. */
export function msOf(field: string): number | undefined {
  const ms = Date.parse(field);
  return Number.isNaN(ms) ? undefined : ms;
}

/** `Any time`, `Since 14:02`, `Before 3 May 14:02` or `13:00:00 – 14:02:30`; days are named where they are not today. */
export function spanWords({ from, to }: TimeSpan): string {
  if (from !== undefined && to !== undefined) return formatSpan(from / 1000, to / 1000);
  if (from !== undefined) return `Since ${moment(from)}`;
  return to === undefined ? 'Any time' : `Before ${moment(to)}`;
}

function moment(ms: number): string {
  // Whole seconds: fewer are no matter to people.
  const seconds = Math.floor(ms / 1000);
  const day = formatDay(seconds);
  return day === formatDay(Date.now() / 1000) ? formatClock(seconds) : `${day} ${formatClock(seconds)}`;
}
