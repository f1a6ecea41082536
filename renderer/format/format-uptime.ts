import { NO_DATA } from './no-data.ts';

/** Formats a share of time that was up, rounded down: `100 %` says that it was never down. Null: there is none. */
export function formatUptime(ratio: number | null): string {
  if (ratio === null) return NO_DATA;
  const percent = ratio * 100;
  const digits = percent < 99 ? 1 : 2;
  return `${Number((Math.floor(percent * 10 ** digits) / 10 ** digits).toFixed(digits))} %`;
}
