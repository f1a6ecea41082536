import { Skeleton } from '@mantine/core';
import { useMemo } from 'react';
import { Link } from 'wouter';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel, TunnelKind } from '../../../shared/contract/tunnel.ts';
import { chartsOf } from '../../charts/chart-model.ts';
import { LiveChart } from '../../charts/live-chart.tsx';
import { gapsOf, type LiveHistory } from '../../charts/time-window.ts';
import type { ChartTime } from '../../charts/use-chart-time.ts';
import { useHistory } from '../../charts/use-history.ts';
import { useWholeRange } from '../../charts/use-whole-range.ts';
import { TunnelLight } from '../../components/tunnel-light.tsx';
import { formatBytes } from '../../format/format-bytes.ts';
import { formatCount } from '../../format/format-count.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { formatRatio } from '../../format/format-ratio.ts';
import { NO_DATA } from '../../format/no-data.ts';
import { totalRequests } from '../../format/tunnel-numbers.ts';
import { tunnelPath } from '../../format/tunnel-path.ts';
import { errorRatio } from './sort-tunnels.ts';
import classes from './tunnel-charts.module.css';

/** px */
const CHART_HEIGHT = 88;
/** Rate, errors and duration; or what a tunnel of bytes has in their place. */
const CHARTS = 3;
/** Many rows are in view, and live ticks draw on between the answers, s. */
const LEAST_SECONDS = 10;

interface RowProps {
  tunnel: Tunnel;
  /** What it did in the shown time; undefined until it is known. */
  total: MetricsSample | undefined;
  time: ChartTime;
  /** Charts with the same key share their cursor. */
  syncKey: string;
}

/** One tunnel: its name, what it did in all, and its charts beside one another. */
export function TunnelChartsRow({ tunnel, total, time, syncKey }: RowProps) {
  const { history, failure } = useHistory(tunnel.id, time.range, time.zoom, LEAST_SECONDS);
  return (
    <>
      <div className={classes.words}>
        <span className={classes.title}>
          <TunnelLight tunnel={tunnel} />
          <Link href={tunnelPath(tunnel.id)} className={classes.name}>
            {tunnel.name}
          </Link>
        </span>
        <Figures kind={tunnel.kind} total={total} />
      </div>
      {history !== undefined && <SmallCharts kind={tunnel.kind} history={history} time={time} syncKey={syncKey} />}
      {history === undefined && failure !== undefined && (
        <p className={classes.failure}>The charts could not be loaded: {failure}</p>
      )}
      {history === undefined && failure === undefined && <Skeleton height={CHART_HEIGHT} className={classes.failure} />}
    </>
  );
}

function Figures({ kind, total }: { kind: TunnelKind; total: MetricsSample | undefined }) {
  const shown = total?.measured === true ? total : undefined;
  const figures = kind === 'http' ? httpFigures(shown) : byteFigures(shown);
  return (
    <dl className={classes.figures}>
      {figures.map(([name, text, isBad]) => (
        <div key={name} data-bad={isBad === true}>
          <dt>{name}</dt>
          <dd>{text ?? NO_DATA}</dd>
        </div>
      ))}
    </dl>
  );
}

type Figure = [name: string, text: string | undefined, isBad?: boolean];

function httpFigures(total: MetricsSample | undefined): Figure[] {
  const ratio = errorRatio(total);
  const p95 = total?.p95 ?? null;
  return [
    ['requests', total && formatCount(totalRequests(total))],
    ['5xx', ratio === null ? undefined : formatRatio(ratio), ratio !== null && ratio > 0],
    ['p95', p95 === null ? undefined : formatDuration(p95)],
  ];
}

function byteFigures(total: MetricsSample | undefined): Figure[] {
  return [
    ['connections', total && formatCount(total.connects)],
    ['in', total && formatBytes(total.bytesIn)],
    ['out', total && formatBytes(total.bytesOut)],
  ];
}

interface SmallChartsProps extends Pick<RowProps, 'time' | 'syncKey'> {
  kind: TunnelKind;
  history: LiveHistory;
}

function SmallCharts({ kind, history, time: { range, zoom, picked, setZoom, pick }, syncKey }: SmallChartsProps) {
  const { samples, step } = history;
  const whole = useWholeRange(samples, range);
  const shown = useMemo(() => zoom ?? whole, [zoom, whole]);
  const times = useMemo(() => samples.map(({ at }) => at), [samples]);
  const charts = useMemo(() => chartsOf(kind, history).slice(0, CHARTS), [kind, history]);
  const gaps = useMemo(() => gapsOf(history, whole), [history, whole]);
  const wiring = {
    syncKey,
    isSmall: true,
    withTimes: false,
    onZoom: setZoom,
    onReset: () => setZoom(undefined),
    onPick: (index: number) => pick({ min: (times[index] ?? 0) - step, max: times[index] ?? 0 }),
    onCursor: () => {},
  };
  return charts.map((chart) => (
    <figure key={chart.id} className={classes.chart} aria-label={chart.title}>
      <figcaption>{chart.title}</figcaption>
      <LiveChart {...{ chart, times, gaps, shown, picked }} pointed={null} height={CHART_HEIGHT} {...wiring} />
    </figure>
  ));
}
