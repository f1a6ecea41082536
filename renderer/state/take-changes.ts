/** What is new of a list; see TunnelChanges. */
interface Changes<T> {
  readonly changed: readonly T[];
  readonly order?: readonly string[] | undefined;
}

/**
 * Brings a list up to date. All that says the same stays the same object: the whole list, each item, and each field of an item. What shows a part that did
 * not change need not be drawn again.
 */
export function takeChanges<T extends { id: string }>(
  before: readonly T[],
  { changed, order }: Changes<T>,
): readonly T[] {
  const items = new Map(before.map((item) => [item.id, item]));
  for (const item of changed) {
    const known = items.get(item.id);
    items.set(item.id, known === undefined ? item : withKnownFields(known, item));
  }
  const after = (order ?? before.map(({ id }) => id)).flatMap((id) => items.get(id) ?? []);
  return after.length === before.length && after.every((item, index) => item === before[index]) ? before : after;
}

function withKnownFields<T extends object>(before: T, after: T): T {
  const fields = Object.keys(after) as (keyof T)[];
  const next = { ...after };
  let isSame = fields.length === Object.keys(before).length;
  for (const field of fields) {
    if (saysTheSame(before[field], after[field])) next[field] = before[field];
    else isSame = false;
  }
  return isSame ? before : next;
}

function saysTheSame(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== 'object' || typeof other !== 'object') return false;
  return JSON.stringify(one) === JSON.stringify(other);
}
