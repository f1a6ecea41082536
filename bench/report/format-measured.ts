/** Two digits behind the point, and a third where two would read as the bound itself, e.g. 0.949 where 0.95 is wanted. */
export function formatMeasured(value: number, bound: string): string {
  const short = value.toFixed(2);
  const wanted = /[\d.]+/.exec(bound)?.[0];
  return Number(short) === Number(wanted) && value !== Number(wanted) ? value.toFixed(3) : short;
}
