import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { useMetrics } from '../../state/metrics-store.ts';
import { ChartStack } from './chart-stack.tsx';
import classes from './charts.module.css';
import { type TimeWindow, withLiveTail } from './time-window.ts';
import { useHistory } from './use-history.ts';

/** What the engine keeps in memory, s. */
const RANGES = [
  { value: '300', label: '5 min' },
  { value: '900', label: '15 min' },
] as const;

/** Height of what stands in for a chart, px. */
const PENDING_HEIGHT = 132;
const NO_SAMPLES: readonly MetricsSample[] = [];

/** Live charts of a tunnel. Dragging zooms; a double click shows the whole range again. */
export function Charts({ tunnel }: { tunnel: Tunnel }) {
  const [range, setRange] = useState<number>(300);
  const [zoom, setZoom] = useState<TimeWindow>();
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
      <LoadedCharts tunnel={tunnel} range={range} zoom={zoom} setZoom={setZoom} />
    </section>
  );
}

interface LoadedChartsProps {
  tunnel: Tunnel;
  range: number;
  zoom: TimeWindow | undefined;
  setZoom: (zoom: TimeWindow | undefined) => void;
}

function LoadedCharts({ tunnel, range, zoom, setZoom }: LoadedChartsProps) {
  const { history, failure } = useHistory(tunnel.id, range);
  const recent = useMetrics((metrics) => metrics.recent[tunnel.id]) ?? NO_SAMPLES;
  const samples = useMemo(() => history && withLiveTail(history, recent), [history, recent]);
  if (history === undefined || samples === undefined) return <Pending failure={failure} />;
  return (
    <ChartStack kind={tunnel.kind} samples={samples} step={history.step} range={range} zoom={zoom} setZoom={setZoom} />
  );
}

function Pending({ failure }: { failure: string | undefined }) {
  if (failure !== undefined) return <p className={classes.failure}>The charts could not be loaded: {failure}</p>;
  return (
    <div className={classes.pending} role="status" aria-label="Loading charts">
      <Skeleton height={PENDING_HEIGHT} />
      <Skeleton height={PENDING_HEIGHT} />
      <Skeleton height={PENDING_HEIGHT} />
    </div>
  );
}
