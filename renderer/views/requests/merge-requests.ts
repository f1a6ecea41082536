import type { RequestSummary } from '../../../shared/contract/captured-request.ts';

/** Rows that the page holds at most: what the user scrolled to, and what came since. */
export const MOST_ROWS = 10_000;

/** Adds rows, or puts them in the place of older states of themselves; newest first. */
export function mergeRequests(rows: readonly RequestSummary[], news: readonly RequestSummary[]): RequestSummary[] {
  if (news.length === 0) return [...rows];
  const changed = new Map(news.map((row) => [row.id, row]));
  const kept = rows.map((row) => {
    const next = changed.get(row.id);
    changed.delete(row.id);
    return next ?? row;
  });
  const newest = kept[0]?.id ?? Number.NEGATIVE_INFINITY;
  const added = [...changed.values()].toSorted((a, b) => b.id - a.id);
  const before = added.filter(({ id }) => id > newest);
  // One that lasted began before others that are in the list.
  const between = added.slice(before.length);
  const all =
    between.length === 0 ? [...before, ...kept] : [...before, ...kept, ...between].toSorted((a, b) => b.id - a.id);
  return all.slice(0, MOST_ROWS);
}
