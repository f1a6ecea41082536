import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import type { Chart } from './chart-model.ts';
import { type ChartWiring, chartOptions } from './chart-options.ts';
import classes from './live-chart.module.css';
import { stacked } from './stacked.ts';
import type { Gap, TimeWindow } from './time-window.ts';

/** What is looked up when the chart is drawn. */
type Lasting = 'gaps' | 'isEmpty' | 'picked';

interface LiveChartProps extends Omit<ChartWiring, Lasting> {
  chart: Chart;
  /** The shared time axis, s since the epoch. */
  times: number[];
  gaps: readonly Gap[];
  shown: TimeWindow;
  picked: TimeWindow | undefined;
  height: number;
  /** Index that the keyboard moved the cursor to. */
  pointed: number | null;
}

/** A chart on a canvas that grows with its data. */
export function LiveChart({ chart, times, gaps, shown, picked, height, pointed, ...wiring }: LiveChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const scheme = useComputedColorScheme();
  const isEmpty = !chart.series.some(({ values }) => values.some((value) => value !== null));
  const latest = useRef({ chart, gaps, picked, isEmpty, wiring });
  latest.current = { chart, gaps, picked, isEmpty, wiring };
  const data = useMemo(() => dataOf(chart, times), [chart, times]);

  // A new scheme or height needs a new chart; all other news go through `latest`.
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const made = makePlot(element, latest, height);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    observer.observe(element);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [scheme, height]);

  // A chart that was made anew must be filled again: hence scheme and height.
  useEffect(() => {
    const made = plot.current;
    made?.batch(() => {
      made.setData(data, false);
      made.setScale('x', shown);
    });
  }, [data, shown, gaps, picked, scheme, height]);

  useEffect(() => {
    const time = pointed === null ? undefined : times[pointed];
    if (time === undefined || plot.current === null) return;
    plot.current.setCursor({ left: plot.current.valToPos(time, 'x'), top: 0 });
  }, [pointed, times]);

  return (
    <div className={classes.place}>
      <div ref={place} className={classes.canvas} />
      {isEmpty && (
        <span className={classes.empty} data-small={wiring.isSmall}>
          {chart.emptyText}
        </span>
      )}
    </div>
  );
}

interface Latest {
  chart: Chart;
  gaps: readonly Gap[];
  picked: TimeWindow | undefined;
  isEmpty: boolean;
  wiring: Omit<ChartWiring, Lasting>;
}

/** Makes the chart; whatever it calls later is looked up then, so that it never has to be made again for news. */
function makePlot(element: HTMLDivElement, latest: { current: Latest }, height: number): uPlot {
  const styles = getComputedStyle(document.documentElement);
  const ink = (variable: string) => styles.getPropertyValue(variable).trim();
  const { chart, wiring } = latest.current;
  const lasting: ChartWiring = {
    syncKey: wiring.syncKey,
    withTimes: wiring.withTimes,
    isSmall: wiring.isSmall,
    gaps: () => latest.current.gaps,
    picked: () => latest.current.picked,
    isEmpty: () => latest.current.isEmpty,
    onZoom: (window) => latest.current.wiring.onZoom(window),
    onReset: () => latest.current.wiring.onReset(),
    onPick: (index) => latest.current.wiring.onPick(index),
    onCursor: (index) => latest.current.wiring.onCursor(index),
  };
  const size = { width: element.clientWidth, height, series: [] };
  return new uPlot(chartOptions(chart, lasting, ink, size), dataOf(chart, []), element);
}

function dataOf(chart: Chart, times: number[]): uPlot.AlignedData {
  const values = times.length === 0 ? chart.series.map(() => []) : chart.series.map((series) => series.values);
  return [times, ...(chart.stacked ? stacked(values) : values)];
}
