import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { HistoryRange, MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { useMetrics } from '../../state/metrics-store.ts';
import { ChartStack } from './chart-stack.tsx';
import classes from './charts.module.css';
import { type TimeWindow, withLiveTail } from './time-window.ts';
import { useHistory } from './use-history.ts';

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
  const { history: whole, failure } = useHistory(tunnel.id, { range });
  // Where steps are longer than a second there is more to see of a part than the whole shows.
  const isCoarse = whole !== undefined && whole.step > 1;
  const { history: part } = useHistory(tunnel.id, isCoarse && zoom ? partOf(zoom) : undefined);
  const recent = useMetrics((metrics) => metrics.recent[tunnel.id]) ?? NO_SAMPLES;
  const live = useMemo(() => whole && withLiveTail(whole, recent), [whole, recent]);
  const history = part ?? live;
  if (history === undefined) return <Pending failure={failure} />;
  return <ChartStack kind={tunnel.kind} history={history} range={range} zoom={zoom} setZoom={setZoom} />;
}

function partOf({ min, max }: TimeWindow): HistoryRange {
  return { from: Math.floor(min), to: Math.max(Math.floor(min) + 1, Math.ceil(max)) };
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
