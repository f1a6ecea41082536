/** Units of the field for the largest body, as powers of 1024: what limits of servers are given in. */
export const BODY_UNITS = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 } as const;

export type BodyUnit = keyof typeof BODY_UNITS;

/** Splits a number of bytes into a number and the largest unit that leaves it whole. */
export function splitBodySize(bytes: number): { size: string; unit: BodyUnit } {
  const units = (Object.keys(BODY_UNITS) as BodyUnit[]).toReversed();
  const unit = units.find((candidate) => bytes > 0 && bytes % BODY_UNITS[candidate] === 0) ?? 'B';
  return { size: String(bytes / BODY_UNITS[unit]), unit };
}
