/**
 * Puts what is known in place of all that says the same: the whole list, each item, and each field of an item. Every message brings all tunnels anew;
 * what shows a part that did not change need not be drawn again.
 */
export function reuseUnchanged<T extends { id: string }>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Map(before.map((item) => [item.id, item]));
  const items = after.map((item) => {
    const same = known.get(item.id);
    return same === undefined ? item : withKnownFields(same, item);
  });
  return items.length === before.length && items.every((item, index) => item === before[index]) ? before : items;
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
