import { memo } from 'react';
import type { MetricsSample } from '../../../shared/contract/metrics.ts';
import { Sparkline } from '../../components/sparkline.tsx';
import { formatDuration } from '../../format/format-duration.ts';
import { formatRate } from '../../format/format-rate.ts';
import { NO_DATA } from '../../format/no-data.ts';
import { totalRequests, tunnelNumbers } from '../../format/tunnel-numbers.ts';
import { useMetrics } from '../../state/metrics-store.ts';
import classes from './tunnel-row.module.css';

const NO_SAMPLES: readonly MetricsSample[] = [];

interface TunnelFiguresProps {
  tunnelId: string;
  isHttp: boolean;
}

/** What changes every second in a row, in the columns of the list's heading: the last minute, and its numbers. */
export const TunnelFigures = memo(function TunnelFigures({ tunnelId, isHttp }: TunnelFiguresProps) {
  const samples = useMetrics((state) => state.recent[tunnelId]) ?? NO_SAMPLES;
  return (
    <>
      <div className={classes.spark}>
        <Sparkline
          samples={samples}
          value={isHttp ? totalRequests : totalBytes}
          label={`${isHttp ? 'Requests' : 'Throughput'} of the last minute`}
        />
      </div>
      {isHttp ? <OfRequests samples={samples} /> : <OfConnections samples={samples} />}
    </>
  );
});

function totalBytes(sample: MetricsSample): number {
  return sample.bytesIn + sample.bytesOut;
}

function OfConnections({ samples }: { samples: readonly MetricsSample[] }) {
  const { rate, open } = tunnelNumbers(samples);
  return (
    <>
      <Figure label="New connections per second" value={rate} format={formatRate} unit="new" />
      <Figure label="Open connections" value={open} format={formatRate} unit="open" wide />
    </>
  );
}

function OfRequests({ samples }: { samples: readonly MetricsSample[] }) {
  const { rate, errors, p95 } = tunnelNumbers(samples);
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

const Figure = memo(function Figure({ label, value, format, unit, bad = false, wide = false }: FigureProps) {
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
});
