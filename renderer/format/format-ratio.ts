/** Formats a share of one as a percentage that never rounds something to nothing: `0 %`, `<0.1 %`, `3.2 %`, `100 %`. */
export function formatRatio(ratio: number): string {
  const percent = ratio * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '<0.1 %';
  if (percent < 9.95) return `${Number(percent.toFixed(1))} %`;
  if (percent < 100 && percent > 99) return '>99 %';
  return `${Math.round(percent)} %`;
}
