import { SegmentedControl } from '@mantine/core';
import type { ChartTime } from './use-chart-time.ts';

/** s */
const RANGES = [
  { value: '300', label: '5 min' },
  { value: '900', label: '15 min' },
  { value: '3600', label: '1 h' },
  { value: '21600', label: '6 h' },
  { value: '86400', label: '24 h' },
  { value: '604800', label: '7 d' },
  { value: '2592000', label: '30 d' },
] as const;

/** How far back charts go. */
export function RangePicker({ time: { range, setRange } }: { time: ChartTime }) {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Range"
      data={[...RANGES]}
      value={String(range)}
      onChange={(value) => setRange(Number(value))}
    />
  );
}

/** The same in words: `Last 5 min`. */
export function rangeWords(range: number): string {
  return `Last ${RANGES.find(({ value }) => Number(value) === range)?.label ?? `${range} s`}`;
}
