import type { MetricsSample } from '../../shared/contract/metrics.ts';
import type { TunnelKind } from '../../shared/contract/tunnel.ts';
import { formatThroughput } from '../format/format-bytes.ts';
import { formatDuration } from '../format/format-duration.ts';
import { formatRate } from '../format/format-rate.ts';
import { formatRatio } from '../format/format-ratio.ts';
import { totalRequests } from '../format/tunnel-numbers.ts';
import type { LiveHistory } from './time-window.ts';

/** One line of a chart. Null: no data at that time, which is drawn as a gap and never as zero. */
export interface ChartSeries {
  label: string;
  /** Name of the CSS variable of its colour. */
  color: string;
  values: (number | null)[];
  dashed?: boolean;
  /** Left out of the legend while it has no value but zero. */
  rare?: boolean;
}

/** One chart of the stack that shares a time axis. */
export interface Chart {
  id: string;
  title: string;
  /** Series are drawn on top of one another, first at the bottom. */
  stacked: boolean;
  format: (value: number) => string;
  /** The axis reaches at least so far, so that small numbers look small. */
  floor: number;
  /** Said where no series has a value. */
  emptyText: string;
  series: ChartSeries[];
}

type RequestClass = keyof MetricsSample['requests'];

/** The status classes in the order in which they are stacked. */
export const REQUEST_CLASSES: readonly { key: RequestClass; label: string; color: string; rare?: boolean }[] = [
  { key: 'success', label: '2xx', color: '--ph-chart-2xx' },
  { key: 'redirect', label: '3xx', color: '--ph-chart-3xx' },
  { key: 'clientError', label: '4xx', color: '--ph-chart-4xx' },
  { key: 'serverError', label: '5xx', color: '--ph-chart-5xx' },
  { key: 'informational', label: '1xx', color: '--ph-chart-1xx', rare: true },
  { key: 'other', label: 'no answer', color: '--ph-chart-none', rare: true },
];

/** A chart below this many requests a second would show noise as mountains. */
const RATE_FLOOR = 1;
/** 5 %: below it an error ratio is drawn low. */
const RATIO_FLOOR = 0.05;
const DURATION_FLOOR_MS = 10;
const THROUGHPUT_FLOOR = 1_000;
const CONNECTIONS_FLOOR = 4;

/** The charts of a tunnel: rate, errors, duration (RED) and throughput; connections in place of RED where it is tcp. */
export function chartsOf(
  kind: TunnelKind,
  { samples, step, until }: Pick<LiveHistory, 'samples' | 'step' | 'until'>,
): Chart[] {
  // The last step of a long range has begun only: what happened in it must not be shared out over all of its length.
  const seconds = ({ at }: MetricsSample) => (at <= until || at - step >= until ? step : until - (at - step));
  const charts = kind === 'http' ? redCharts : connectionCharts;
  return [...charts(samples, seconds), throughputChart(samples, seconds)];
}

/** How long a sample's time is, s. */
type Seconds = (sample: MetricsSample) => number;

function redCharts(samples: readonly MetricsSample[], seconds: Seconds): Chart[] {
  return [rateChart(samples, seconds), errorChart(samples), durationChart(samples)];
}

function rateChart(samples: readonly MetricsSample[], seconds: Seconds): Chart {
  return {
    id: 'rate',
    title: 'Requests per second',
    stacked: true,
    format: formatRate,
    floor: RATE_FLOOR,
    emptyText: 'No data in this range',
    series: REQUEST_CLASSES.map(({ key, ...series }) => ({
      ...series,
      values: measured(samples, (sample) => sample.requests[key] / seconds(sample)),
    })),
  };
}

function errorChart(samples: readonly MetricsSample[]): Chart {
  const share = (count: (sample: MetricsSample) => number) =>
    measured(samples, (sample) => {
      const total = totalRequests(sample);
      return total === 0 ? null : count(sample) / total;
    });
  return {
    id: 'errors',
    title: 'Error ratio',
    stacked: false,
    format: formatRatio,
    floor: RATIO_FLOOR,
    emptyText: 'No requests in this range',
    series: [
      { label: '5xx', color: '--ph-chart-5xx', values: share((sample) => sample.requests.serverError) },
      { label: '4xx', color: '--ph-chart-4xx', values: share((sample) => sample.requests.clientError), dashed: true },
    ],
  };
}

function durationChart(samples: readonly MetricsSample[]): Chart {
  return {
    id: 'duration',
    title: 'Duration',
    stacked: false,
    format: formatDuration,
    floor: DURATION_FLOOR_MS,
    emptyText: 'No requests in this range',
    series: [
      { label: 'p50', color: '--ph-chart-p50', values: measured(samples, (sample) => sample.p50) },
      { label: 'p95', color: '--ph-chart-p95', values: measured(samples, (sample) => sample.p95) },
      { label: 'p99', color: '--ph-chart-p99', values: measured(samples, (sample) => sample.p99), dashed: true },
    ],
  };
}

function connectionCharts(samples: readonly MetricsSample[], seconds: Seconds): Chart[] {
  return [
    {
      id: 'open',
      title: 'Open connections',
      stacked: false,
      format: formatRate,
      floor: CONNECTIONS_FLOOR,
      emptyText: 'No data in this range',
      series: [{ label: 'open', color: '--ph-chart-2xx', values: measured(samples, (sample) => sample.open) }],
    },
    {
      id: 'connects',
      title: 'Connects per second',
      stacked: false,
      format: formatRate,
      floor: RATE_FLOOR,
      emptyText: 'No data in this range',
      series: [
        {
          label: 'new',
          color: '--ph-chart-3xx',
          values: measured(samples, (sample) => sample.connects / seconds(sample)),
        },
      ],
    },
  ];
}

function throughputChart(samples: readonly MetricsSample[], seconds: Seconds): Chart {
  return {
    id: 'throughput',
    title: 'Throughput',
    stacked: false,
    format: formatThroughput,
    floor: THROUGHPUT_FLOOR,
    emptyText: 'No data in this range',
    series: [
      { label: 'in', color: '--ph-chart-in', values: measured(samples, (sample) => sample.bytesIn / seconds(sample)) },
      {
        label: 'out',
        color: '--ph-chart-out',
        values: measured(samples, (sample) => sample.bytesOut / seconds(sample)),
      },
    ],
  };
}

function measured(
  samples: readonly MetricsSample[],
  value: (sample: MetricsSample) => number | null,
): (number | null)[] {
  return samples.map((sample) => (sample.measured ? value(sample) : null));
}
