/** Size of the drawing and how many values fit in its width. */
export interface SparklineBox {
  width: number;
  height: number;
  slots: number;
}

/** Space kept above the highest value so that the line is not cut, in units of the box. */
const HEADROOM = 2;

/** Draws values (null: no data) right-aligned, newest at the right edge; gaps interrupt line and area. */
export function sparklinePaths(values: readonly (number | null)[], box: SparklineBox): { line: string; area: string } {
  const shown = values.slice(-box.slots);
  const highest = Math.max(1e-9, ...shown.map((value) => value ?? 0));
  const stepX = box.width / (box.slots - 1);
  const firstX = box.width - (shown.length - 1) * stepX;
  const at = (value: number, index: number) => {
    const y = box.height - 1 - (value / highest) * (box.height - 1 - HEADROOM);
    return `${(firstX + index * stepX).toFixed(1)} ${y.toFixed(1)}`;
  };
  const runs = unbroken(shown);
  const line = runs.map((run) => `M${run.map(([value, index]) => at(value, index)).join('L')}`).join('');
  const area = runs.map((run) => {
    const [first, last] = [run[0]?.[1] ?? 0, run.at(-1)?.[1] ?? 0];
    const points = run.map(([value, index]) => at(value, index)).join('L');
    return `M${at(0, first)}L${points}L${at(0, last)}Z`;
  });
  return { line, area: area.join('') };
}

/** Splits values into runs without gaps, each value with its index. */
function unbroken(values: readonly (number | null)[]): [number, number][][] {
  const runs: [number, number][][] = [];
  let run: [number, number][] = [];
  values.forEach((value, index) => {
    if (value !== null) {
      if (run.length === 0) runs.push(run);
      run.push([value, index]);
    } else run = [];
  });
  return runs;
}
