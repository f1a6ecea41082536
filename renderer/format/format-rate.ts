/** Formats a rate or count of things per second: `0`, `0.4`, `12`, `1.2 k`. */
export function formatRate(perSecond: number): string {
  if (perSecond === 0) return '0';
  if (perSecond < 0.1) return '<0.1';
  if (perSecond < 9.95) return trimmed(perSecond, 1);
  if (perSecond < 999.5) return String(Math.round(perSecond));
  if (perSecond < 999_500) return `${trimmed(perSecond / 1e3, perSecond < 99_950 ? 1 : 0)} k`;
  return `${trimmed(perSecond / 1e6, 1)} M`;
}

/** With at most `digits` decimals and no trailing zeros. */
function trimmed(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
