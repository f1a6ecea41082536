import type { MetricsSample } from '../../shared/contract/metrics.ts';
import type { TunnelKind } from '../../shared/contract/tunnel.ts';
import { formatBytes } from '../format/format-bytes.ts';
import { formatCount } from '../format/format-count.ts';
import { formatDuration } from '../format/format-duration.ts';
import { NO_DATA } from '../format/no-data.ts';
import { totalRequests } from '../format/tunnel-numbers.ts';
import { REQUEST_CLASSES } from './chart-model.ts';
import type { LiveHistory } from './time-window.ts';
import classes from './totals.module.css';

interface TotalsProps {
  kind: TunnelKind;
  history: LiveHistory;
  /** Of which time they are. */
  label: string;
}

/** What happened in the whole of a time: counts, and percentiles of all its durations. */
export function Totals({ kind, history: { total, methods }, label }: TotalsProps) {
  const figures = kind === 'http' ? requestFigures(total) : connectionFigures(total);
  const bytes: Figure[] = [
    { name: 'in', text: formatBytes(total.bytesIn) },
    { name: 'out', text: formatBytes(total.bytesOut) },
  ];
  return (
    <dl className={classes.totals} aria-label={`${label}, in all`}>
      <div className={classes.label}>
        <dt>{label}</dt>
        <dd>
          {kind === 'http' && total.measured && methods.length > 0
            ? methods.map(({ method, requests }) => `${method} ${formatCount(sum(requests))}`).join(' · ')
            : 'in all'}
        </dd>
      </div>
      {[...figures, ...bytes].map(({ name, text, color }) => (
        <div key={name} className={classes.figure}>
          <dt>
            {color !== undefined && (
              <span className={classes.swatch} style={{ color: `var(${color})` }} aria-hidden="true" />
            )}
            {name}
          </dt>
          <dd>{total.measured ? text : <NoData />}</dd>
        </div>
      ))}
    </dl>
  );
}

interface Figure {
  name: string;
  text: string;
  color?: string;
}

function requestFigures(total: MetricsSample): Figure[] {
  const shown = REQUEST_CLASSES.filter(({ key, rare }) => !rare || total.requests[key] > 0);
  return [
    { name: 'requests', text: formatCount(totalRequests(total)) },
    ...shown.map(({ key, label, color }) => ({ name: label, color, text: formatCount(total.requests[key]) })),
    ...(['p50', 'p95', 'p99'] as const).map((name) => {
      const ms = total[name];
      return { name, text: ms === null ? NO_DATA : formatDuration(ms) };
    }),
  ];
}

function connectionFigures({ connects, open }: MetricsSample): Figure[] {
  return [
    { name: 'connections', text: formatCount(connects) },
    { name: 'most open', text: formatCount(open) },
  ];
}

function sum(requests: MetricsSample['requests']): number {
  return Object.values(requests).reduce((all, count) => all + count, 0);
}

function NoData() {
  return (
    <>
      <span aria-hidden="true">{NO_DATA}</span>
      <span className="ph-sr">no data</span>
    </>
  );
}
