const WHOLE = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 0 });

/** Formats a count with all its digits: `0`, `360`, `1,204,311`. */
export function formatCount(count: number): string {
  return WHOLE.format(count);
}
