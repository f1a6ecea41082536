import { formatDay, formatMoment } from './format-clock.ts';

/** Formats a time between two moments, s since the epoch; days are named where they are not today: `14:02:30 – 14:03:10`, `3 May 14:02:30 – 15:02:30`. */
export function formatSpan(from: number, to: number): string {
  const [first, last, today] = [formatDay(from), formatDay(to), formatDay(Date.now() / 1000)];
  const begin = first === today && last === today ? formatMoment(from) : `${first} ${formatMoment(from)}`;
  return `${begin} – ${last === first ? formatMoment(to) : `${last} ${formatMoment(to)}`}`;
}
