import { Button, Skeleton } from '@mantine/core';
import type { TunnelKind } from '../../shared/contract/tunnel.ts';
import { formatSpan } from '../format/format-span.ts';
import classes from './chart-panel.module.css';
import { ChartStack } from './chart-stack.tsx';
import { RangePicker, rangeWords } from './range-picker.tsx';
import { SpanBar } from './span-bar.tsx';
import type { TimeWindow } from './time-window.ts';
import { Totals } from './totals.tsx';
import type { ChartTime } from './use-chart-time.ts';
import type { HistoryState } from './use-history.ts';

/** Height of what stands in for a chart, px. */
const PENDING_HEIGHT = 132;

interface ChartPanelProps {
  title: string;
  kind: TunnelKind;
  time: ChartTime;
  state: HistoryState;
  /** Shows the requests of a part of the time, where there are any to be shown. */
  onRequests?: ((span: TimeWindow) => void) | undefined;
}

/** Charts of one tunnel or of all: dragging zooms, a click marks a moment, a double click shows the whole range again. */
export function ChartPanel({ title, kind, time, state: { history, part, failure }, onRequests }: ChartPanelProps) {
  const { zoom, picked, range, setZoom, pick } = time;
  const span = picked ?? zoom;
  return (
    <section className={classes.panel} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        <span className={classes.hint}>
          Drag to zoom{onRequests !== undefined && ', click for the requests of a moment'}
        </span>
        {zoom !== undefined && (
          <Button size="compact-sm" variant="default" onClick={() => setZoom(undefined)}>
            Reset zoom
          </Button>
        )}
        <RangePicker time={time} />
      </div>
      {history === undefined ? (
        <Pending failure={failure} />
      ) : (
        <>
          <Totals kind={kind} history={history} label={part ? formatSpan(part.min, part.max) : rangeWords(range)} />
          <ChartStack kind={kind} history={history} time={time} onRequests={onRequests} />
          {span !== undefined && onRequests !== undefined && (
            <SpanBar
              span={span}
              history={history}
              onRequests={onRequests}
              onClose={() => (picked === undefined ? setZoom(undefined) : pick(undefined))}
            />
          )}
        </>
      )}
    </section>
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
