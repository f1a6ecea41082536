import { UsageError } from './usage-error.ts';

const UNIT_MS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DURATION = /^(\d{1,4})([smhdw])$/;

/**
 * Reads a flag like `--expires`: a duration from now, or a date to come, whose first moment (UTC) counts. Returns an ISO time.
 *
 * @throws UsageError
 */
export function momentOf(flag: string, text: string, now: number): string {
  const duration = durationOf(text);
  const date = /^\d{4}-\d{2}-\d{2}(T[\d:.]+Z)?$/.test(text) ? Date.parse(text) : Number.NaN;
  const at = duration === undefined ? date : now + duration;
  if (at > now) return new Date(at).toISOString();
  throw new UsageError(
    `${flag} must be a duration like 30d or 12h, or a date to come like 2030-12-31, not ${JSON.stringify(text)}`,
  );
}

/** Reads `30d`, `12h` and the like, ms; undefined where it is none. */
export function durationOf(text: string): number | undefined {
  const [, count, unit = ''] = DURATION.exec(text) ?? [];
  const ms = Number(count) * (UNIT_MS[unit] ?? Number.NaN);
  return ms > 0 ? ms : undefined;
}
