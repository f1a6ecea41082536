/**
 * Puts the object that is known in place of each that says the same. Every message brings all tunnels anew; rows whose tunnel
 * did not change need not be drawn again.
 */
export function reuseUnchanged<T extends { id: string }>(before: readonly T[], after: readonly T[]): readonly T[] {
  const known = new Map(before.map((item) => [item.id, item]));
  return after.map((item) => {
    const same = known.get(item.id);
    return same !== undefined && JSON.stringify(same) === JSON.stringify(item) ? same : item;
  });
}
