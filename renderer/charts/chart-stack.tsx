import { type ReactNode, useId, useMemo, useState } from 'react';
import type { TunnelKind } from '../../shared/contract/tunnel.ts';
import { formatDateTime, formatMoment } from '../format/format-clock.ts';
import { ChartLegend } from './chart-legend.tsx';
import { type Chart, chartsOf } from './chart-model.ts';
import classes from './chart-stack.module.css';
import { gapWords } from './gap-words.ts';
import { LiveChart } from './live-chart.tsx';
import { type Gap, gapsOf, type LiveHistory, stepAt, type TimeWindow } from './time-window.ts';
import { useChartKeys } from './use-chart-keys.ts';
import type { ChartTime } from './use-chart-time.ts';
import { useWholeRange } from './use-whole-range.ts';

/** Ranges from here on need a date beside the time, s. */
const DAY = 86_400;
const HEIGHT = 132;
/** The last chart carries the time axis below itself. */
const TIME_AXIS = 20;

interface ChartStackProps {
  kind: TunnelKind;
  history: LiveHistory;
  time: ChartTime;
  onRequests?: ((span: TimeWindow) => void) | undefined;
}

/** Charts below one another over one time axis, with one cursor that mouse and keys move. */
export function ChartStack({ kind, history, time, onRequests }: ChartStackProps) {
  const { samples, step } = history;
  const { range, zoom, picked, setZoom, pick } = time;
  const syncKey = useId();
  const [cursor, setCursor] = useState<number | null>(null);
  const whole = useWholeRange(samples, range);
  const shown = useMemo(() => zoom ?? whole, [zoom, whole]);
  const times = useMemo(() => samples.map(({ at }) => at), [samples]);
  const charts = useMemo(() => chartsOf(kind, history), [kind, history]);
  const gaps = useMemo(() => gapsOf(history, whole), [history, whole]);
  const stepOf = (index: number) => stepAt(times[index] ?? 0, step);
  const onEnter = (index: number) => onRequests?.(stepOf(index));
  const { pointed, release, onKeyDown } = useChartKeys({ times, cursor, shown, whole, setZoom, onEnter });
  const onPick = (index: number) => pick(stepOf(index));
  const wiring = {
    syncKey,
    isSmall: false,
    onZoom: setZoom,
    onReset: () => setZoom(undefined),
    onPick,
    onCursor: setCursor,
  };
  const moment = cursor === null ? undefined : times[cursor];
  return (
    <section
      className={classes.stack}
      aria-label={`Charts: arrow keys move the cursor, plus and minus zoom, ${onRequests ? 'Enter shows the requests, ' : ''}Escape resets`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the cursor that the mouse moves
      tabIndex={0}
      onKeyDown={onKeyDown}
      onPointerMove={release}
    >
      {charts.map((chart, position) => {
        const isLast = position === charts.length - 1;
        const height = isLast ? HEIGHT + TIME_AXIS : HEIGHT;
        const data = { chart, times, gaps, shown, picked, pointed };
        return (
          <ChartLine key={chart.id} chart={chart} cursor={cursor}>
            <LiveChart {...data} {...wiring} height={height} withTimes={isLast} />
          </ChartLine>
        );
      })}
      <Moment time={moment} gap={gapAt(gaps, moment)} isSaid={pointed !== null} withDate={range >= DAY} />
    </section>
  );
}

interface MomentProps {
  time: number | undefined;
  gap: Gap | undefined;
  isSaid: boolean;
  withDate: boolean;
}

/** Which moment the legends tell of, and why there is no data where there is none; said aloud while keys move the cursor. */
function Moment({ time, gap, isSaid, withDate }: MomentProps) {
  const at = time === undefined ? 'Latest values' : `Values at ${withDate ? formatDateTime(time) : formatMoment(time)}`;
  return (
    <p className={classes.moment} aria-live={isSaid ? 'polite' : 'off'}>
      {gap === undefined ? at : `${at}: ${gapWords(gap)}`}
    </p>
  );
}

/** The gap that a moment is in. */
function gapAt(gaps: readonly Gap[], time: number | undefined): Gap | undefined {
  return time === undefined ? undefined : gaps.find(({ min, max }) => time > min && time <= max);
}

function ChartLine({ chart, cursor, children }: { chart: Chart; cursor: number | null; children: ReactNode }) {
  return (
    <figure className={classes.line} aria-label={chart.title}>
      {children}
      <ChartLegend chart={chart} index={cursor} />
    </figure>
  );
}
