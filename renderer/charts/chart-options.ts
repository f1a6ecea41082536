import type uPlot from 'uplot';
import { formatClock, formatDay } from '../format/format-clock.ts';
import type { Chart } from './chart-model.ts';
import { drawGaps } from './draw-gaps.ts';
import { drawSpan } from './draw-span.ts';
import type { Ink } from './ink.ts';
import type { Gap, TimeWindow } from './time-window.ts';

/** Room for the labels of the y axis, px: the same in every chart, so that their time axes stand in line. */
const Y_AXIS_WIDTH = 72;
/** The same in a small chart. */
const SMALL_AXIS_WIDTH = 60;
const X_AXIS_HEIGHT = 28;
/** Steps of the time axis, s. */
const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800, 345_600,
  604_800,
];
const FONT = '11px "Inter Variable", sans-serif';
/** How much of the colour of a stacked area is kept; the grid shines through the rest. */
const STACK_OPACITY = '70%';
/** Room above the highest value, as a factor. */
const HEADROOM = 1.1;

/** What a chart tells its owner, and reads from it while it draws. */
export interface ChartWiring {
  /** Charts with the same key share their cursor. */
  syncKey: string;
  /** Whether this chart carries the labels of the shared time axis. */
  withTimes: boolean;
  /** One of many beside one another. */
  isSmall: boolean;
  gaps: () => readonly Gap[];
  /** The part of the time that is marked. */
  picked: () => TimeWindow | undefined;
  /** Whether no series has a value, which is said over the chart. */
  isEmpty: () => boolean;
  onZoom: (window: TimeWindow) => void;
  onReset: () => void;
  /** A click: the index of the step below it. */
  onPick: (index: number) => void;
  onCursor: (index: number | null) => void;
}

/** Describes a chart to uPlot. */
export function chartOptions(chart: Chart, wiring: ChartWiring, ink: Ink, size: uPlot.Options): uPlot.Options {
  return {
    ...size,
    padding: [8, 8, wiring.withTimes ? 0 : 8, 0],
    legend: { show: false },
    cursor: cursorOptions(wiring),
    scales: {
      x: { time: true, auto: false },
      y: { range: (_self, _min, max) => [0, Math.max(chart.floor, (max ?? 0) * HEADROOM)] },
    },
    axes: [timeAxis(wiring.withTimes, ink), valueAxis(chart, wiring.isSmall, ink)],
    series: [{}, ...chart.series.map((series) => seriesOptions(chart, series, ink))],
    bands: chart.stacked ? stackBands(chart.series.length) : [],
    hooks: {
      ready: [(self) => listenForClicks(self, wiring)],
      drawAxes: [
        (self) => drawGaps(self, wiring.gaps(), !wiring.isEmpty(), ink),
        (self) => drawSpan(self, wiring.picked(), ink),
      ],
      setSelect: [(self) => zoomToSelection(self, wiring)],
      setCursor: [(self) => wiring.onCursor(self.cursor.idx ?? null)],
    },
  };
}

function cursorOptions({ syncKey, onReset }: ChartWiring): uPlot.Cursor {
  return {
    sync: { key: syncKey, setSeries: false },
    drag: { x: true, y: false, setScale: false },
    focus: { prox: -1 },
    points: { size: 7, width: 1.5 },
    bind: {
      dblclick: () => () => {
        onReset();
        return null;
      },
    },
  };
}

function timeAxis(withTimes: boolean, ink: Ink): uPlot.Axis {
  return {
    size: withTimes ? X_AXIS_HEIGHT : 0,
    values: withTimes ? (_self, splits) => splits.map(timeLabel) : (_self, splits) => splits.map(() => ''),
    incrs: TIME_STEPS,
    space: 72,
    font: FONT,
    stroke: ink('--ph-faint'),
    grid: { stroke: ink('--ph-chart-grid'), width: 1 },
    ticks: { show: false },
    gap: 8,
  };
}

/** Midnights are named by their day. */
function timeLabel(seconds: number): string {
  const time = new Date(seconds * 1000);
  return time.getHours() === 0 && time.getMinutes() === 0 && time.getSeconds() === 0
    ? formatDay(seconds)
    : formatClock(seconds);
}

function valueAxis(chart: Chart, isSmall: boolean, ink: Ink): uPlot.Axis {
  return {
    size: isSmall ? SMALL_AXIS_WIDTH : Y_AXIS_WIDTH,
    values: (_self, splits) => splits.map((split) => chart.format(split)),
    space: 32,
    font: FONT,
    stroke: ink('--ph-faint'),
    grid: { stroke: ink('--ph-chart-grid'), width: 1 },
    ticks: { show: false },
    gap: 8,
  };
}

function seriesOptions(chart: Chart, series: Chart['series'][number], ink: Ink): uPlot.Series {
  const color = ink(series.color);
  return {
    label: series.label,
    ...(chart.stacked
      ? { width: 0, fill: `color-mix(in srgb, ${color} ${STACK_OPACITY}, transparent)` }
      : { stroke: color, width: 1.5 }),
    ...(series.dashed && { dash: [4, 3] }),
    points: { show: true, size: 3, fill: color, stroke: color, filter: lonelyPoints },
    spanGaps: false,
  };
}

/** Values with no neighbour make no line: they are drawn as points. */
function lonelyPoints(self: uPlot, seriesIndex: number): number[] {
  const values = Array.from(self.data[seriesIndex] ?? []);
  const isValue = (index: number) => typeof values[index] === 'number';
  return values.flatMap((_value, index) =>
    isValue(index) && !isValue(index - 1) && !isValue(index + 1) ? [index] : [],
  );
}

/** Each stacked series is filled down to the one below it. */
function stackBands(count: number): uPlot.Band[] {
  return Array.from({ length: count - 1 }, (_unused, below): uPlot.Band => ({ series: [below + 2, below + 1] }));
}

/** uPlot lets no click through that ends a drag. */
function listenForClicks(self: uPlot, wiring: ChartWiring): void {
  self.over.addEventListener('click', () => {
    const { idx } = self.cursor;
    if (typeof idx === 'number') wiring.onPick(idx);
  });
}

function zoomToSelection(self: uPlot, wiring: ChartWiring): void {
  const { left, width } = self.select;
  if (width < 2) return;
  wiring.onZoom({ min: self.posToVal(left, 'x'), max: self.posToVal(left + width, 'x') });
  self.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
}
