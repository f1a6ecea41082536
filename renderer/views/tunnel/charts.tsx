import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { type KeyboardEvent, useId, useMemo, useState } from 'react';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { useNow } from '../../components/use-now.ts';
import { formatMoment } from '../../format/format-clock.ts';
import { useMetrics } from '../../state/metrics-store.ts';
import { ChartLegend } from './chart-legend.tsx';
import { type Chart, chartsOf } from './chart-model.ts';
import classes from './charts.module.css';
import { LiveChart } from './live-chart.tsx';
import { gapsOf, type TimeWindow, withLiveTail, zoomed } from './time-window.ts';
import { type HistoryState, useHistory } from './use-history.ts';

/** What the engine keeps in memory, s. */
const RANGES = [
  { value: '300', label: '5 min' },
  { value: '900', label: '15 min' },
] as const;

/** The newest sample may be so old, s, before the axis goes on without it. */
const TICK_SLACK = 2;
const HEIGHT = 132;
/** The last chart carries the time axis below itself. */
const TIME_AXIS = 20;
const NO_SAMPLES: readonly MetricsSample[] = [];

/** Live charts over one time axis, with one cursor. Dragging zooms; a double click shows the whole range again. */
export function Charts({ tunnel }: { tunnel: Tunnel }) {
  const [range, setRange] = useState<number>(300);
  const [zoom, setZoom] = useState<TimeWindow>();
  const state = useHistory(tunnel.id, range);
  const choose = (value: string) => {
    setZoom(undefined);
    setRange(Number(value));
  };
  return (
    <section className={classes.panel} aria-label="Traffic">
      <div className={classes.head}>
        <h2>Traffic</h2>
        <span className={classes.hint}>Drag to zoom, double-click to reset</span>
        {zoom !== undefined && (
          <Button size="compact-sm" variant="default" onClick={() => setZoom(undefined)}>
            Reset zoom
          </Button>
        )}
        <SegmentedControl size="xs" aria-label="Range" data={[...RANGES]} value={String(range)} onChange={choose} />
      </div>
      <Stack tunnel={tunnel} range={range} state={state} zoom={zoom} setZoom={setZoom} />
    </section>
  );
}

interface StackProps {
  tunnel: Tunnel;
  range: number;
  state: HistoryState;
  zoom: TimeWindow | undefined;
  setZoom: (zoom: TimeWindow | undefined) => void;
}

function Stack({ tunnel, range, state: { history, failure }, zoom, setZoom }: StackProps) {
  const recent = useMetrics((metrics) => metrics.recent[tunnel.id]) ?? NO_SAMPLES;
  if (history === undefined) return <Pending failure={failure} />;
  return (
    <LoadedStack
      kind={tunnel.kind}
      samples={withLiveTail(history, recent)}
      step={history.step}
      range={range}
      zoom={zoom}
      setZoom={setZoom}
    />
  );
}

function Pending({ failure }: { failure: string | undefined }) {
  if (failure !== undefined) return <p className={classes.failure}>The charts could not be loaded: {failure}</p>;
  return (
    <div className={classes.pending} role="status" aria-label="Loading charts">
      <Skeleton height={HEIGHT} />
      <Skeleton height={HEIGHT} />
      <Skeleton height={HEIGHT} />
    </div>
  );
}

interface LoadedStackProps {
  kind: Tunnel['kind'];
  samples: readonly MetricsSample[];
  step: number;
  range: number;
  zoom: TimeWindow | undefined;
  setZoom: (zoom: TimeWindow | undefined) => void;
}

function LoadedStack({ kind, samples, step, range, zoom, setZoom }: LoadedStackProps) {
  const syncKey = useId();
  const [cursor, setCursor] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const whole = useWholeRange(samples, range);
  const shown = useMemo(() => zoom ?? whole, [zoom, whole]);
  const times = useMemo(() => samples.map(({ at }) => at), [samples]);
  const charts = useMemo(() => chartsOf(kind, samples, step), [kind, samples, step]);
  const gaps = useMemo(() => gapsOf(samples, step, whole), [samples, step, whole]);
  const moment = cursor === null ? undefined : times[cursor];
  const onKeyDown = (event: KeyboardEvent) => {
    const at = pointed ?? cursor ?? times.length - 1;
    const next = pointedBy(event.key, at, times.length);
    if (next !== undefined) setPointed(next);
    else if (event.key === '+') setZoom(zoomed(shown, times[at] ?? shown.max, 0.5, whole));
    else if (event.key === '-') setZoom(zoomed(shown, times[at] ?? shown.max, 2, whole));
    else if (event.key === 'Escape') setZoom(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <section
      className={classes.stack}
      aria-label="Charts: arrow keys move the cursor, plus and minus zoom, Escape resets"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the cursor that the mouse moves
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={() => setPointed(null)}
    >
      {charts.map((chart, position) => (
        <ChartLine key={chart.id} chart={chart} cursor={cursor}>
          <LiveChart
            chart={chart}
            times={times}
            gaps={gaps}
            shown={shown}
            pointed={pointed}
            height={position === charts.length - 1 ? HEIGHT + TIME_AXIS : HEIGHT}
            withTimes={position === charts.length - 1}
            syncKey={syncKey}
            onZoom={setZoom}
            onReset={() => setZoom(undefined)}
            onCursor={setCursor}
          />
        </ChartLine>
      ))}
      <p className={classes.moment} aria-live={pointed === null ? 'off' : 'polite'}>
        {moment === undefined ? 'Latest values' : `Values at ${formatMoment(moment)}`}
      </p>
    </section>
  );
}

function ChartLine({ chart, cursor, children }: { chart: Chart; cursor: number | null; children: React.ReactNode }) {
  return (
    <figure className={classes.line} aria-label={chart.title}>
      {children}
      <ChartLegend chart={chart} index={cursor} />
    </figure>
  );
}

/** Where the arrow keys lead the cursor. */
function pointedBy(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined;
  if (key === 'ArrowLeft') return Math.max(0, at - 1);
  if (key === 'ArrowRight') return Math.min(count - 1, at + 1);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}

/** The range that ends with the newest sample, or with now where no samples come. */
function useWholeRange(samples: readonly MetricsSample[], range: number): TimeWindow {
  const now = Math.floor(useNow(true) / 1000);
  const max = Math.max(samples.at(-1)?.at ?? 0, now - TICK_SLACK);
  return useMemo(() => ({ min: max - range, max }), [max, range]);
}
