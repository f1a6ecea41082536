/** An hour as people set one, and as long as a page may think it earlier than the server does. */
const ABOUT_AN_HOUR_MS = 61 * 60_000;
const DAY_MS = 86_400_000;
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });

/** Says when something that expires at `iso` ends, seen from `now` (ms since the epoch): `Ends in 12 days`, `Expired on 3 May 2026`, `Does not expire`. */
export function formatEnd(iso: string | undefined, now: number): string {
  if (iso === undefined) return 'Does not expire';
  const end = Date.parse(iso);
  if (end <= now) return `Expired on ${DATE.format(end)}`;
  const days = Math.floor((end - now) / DAY_MS);
  if (days === 0) return end - now <= ABOUT_AN_HOUR_MS ? 'Ends within an hour' : 'Ends within a day';
  return days < 90 ? `Ends in ${days} ${days === 1 ? 'day' : 'days'}` : `Ends on ${DATE.format(end)}`;
}
