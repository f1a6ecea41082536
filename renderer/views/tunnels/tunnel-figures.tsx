import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import { formatDuration } from '../../format/format-duration.ts';
import { formatRate } from '../../format/format-rate.ts';
import { NO_DATA } from '../../format/no-data.ts';
import { tunnelNumbers } from '../../format/tunnel-numbers.ts';
import classes from './tunnel-row.module.css';

/** The numbers of a row, in the columns of the list's heading. */
export function TunnelFigures({ tunnel, samples }: { tunnel: Tunnel; samples: readonly MetricsSample[] }) {
  const { rate, errors, p95, open } = tunnelNumbers(samples);
  if (tunnel.kind !== 'http') {
    return (
      <>
        <Figure label="New connections per second" value={rate} format={formatRate} unit="new" />
        <Figure label="Open connections" value={open} format={formatRate} unit="open" wide />
      </>
    );
  }
  return (
    <>
      <Figure label="Requests per second" value={rate} format={formatRate} />
      <Figure label="Errors in the last minute" value={errors} format={formatRate} bad={(errors ?? 0) > 0} />
      <Figure label="95th percentile of the duration" value={p95} format={formatDuration} />
    </>
  );
}

interface FigureProps {
  label: string;
  value: number | undefined;
  format: (value: number) => string;
  unit?: string;
  bad?: boolean;
  wide?: boolean;
}

function Figure({ label, value, format, unit, bad = false, wide = false }: FigureProps) {
  return (
    <span className={classes.figure} data-bad={bad} data-wide={wide} data-none={value === undefined}>
      <span className="ph-sr">{label}: </span>
      {value === undefined ? (
        <>
          <span aria-hidden="true">{NO_DATA}</span>
          <span className="ph-sr">no data</span>
        </>
      ) : (
        format(value)
      )}
      {value !== undefined && unit !== undefined && <span className={classes.unit}> {unit}</span>}
    </span>
  );
}
