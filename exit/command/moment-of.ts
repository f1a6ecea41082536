import { durationOf } from '../../shared/duration-of.ts';
import { UsageError } from './usage-error.ts';

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
