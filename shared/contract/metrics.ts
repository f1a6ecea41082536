import { z } from 'zod';

/** A minute to a year. */
const MIN_RANGE_S = 60;
const MAX_RANGE_S = 366 * 24 * 3600;

/** What one tunnel did in one second (or, in a history, in one step). */
export const MetricsSample = z.object({
  /** End of the second, s since the epoch. */
  at: z.number(),
  /** False where nothing was measured (the tunnel did not run or the link was down): "no data" is not zero. */
  measured: z.boolean(),
  /** Requests finished, by status class; `other` are those without an answer (the visitor went away). */
  requests: z.object({
    informational: z.number(),
    success: z.number(),
    redirect: z.number(),
    clientError: z.number(),
    serverError: z.number(),
    other: z.number(),
  }),
  /** Durations of those requests in ms; null where there were none. */
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  p99: z.number().nullable(),
  /** Bytes from visitors to the upstream, and back. */
  bytesIn: z.number(),
  bytesOut: z.number(),
  /** Requests in flight (http) or open connections (tcp) at the end of the second; of a longer step, the most of any of its seconds. */
  open: z.number(),
  /** New TCP connections (tcp tunnels). */
  connects: z.number(),
});

/** The last seconds of one tunnel, oldest first, one a second. */
export const TunnelMetrics = z.object({ tunnelId: z.string(), samples: z.array(MetricsSample) });

/** First message of `metrics.watch`: the last 60 s of every tunnel; then one message a second with one new sample each. */
export const MetricsUpdate = z.object({ kind: z.enum(['snapshot', 'tick']), tunnels: z.array(TunnelMetrics) });

/** A time in which nothing was measured, s since the epoch, and why: "no data" is not zero. */
export const MetricsGap = z.object({
  from: z.number(),
  to: z.number(),
  /**
   * `link-down`: there was no link to the exit server. `stopped`: the tunnel was switched off. `app-off`: the app was not running. `asleep`: the
   * computer was. `not-recorded`: before the tunnel was made, or longer ago than anything is kept.
   */
  reason: z.enum(['link-down', 'stopped', 'app-off', 'asleep', 'not-recorded']),
});

/** What a chart wants to show: the last `range` seconds, or the time between `from` and `to`, s since the epoch. */
export const HistoryRange = z.union([
  z.object({ range: z.int().min(MIN_RANGE_S).max(MAX_RANGE_S) }),
  z
    .object({ from: z.number().min(0), to: z.number() })
    .refine(({ from, to }) => to - from >= 1 && to - from <= MAX_RANGE_S, 'Give a range of 1 s to a year.'),
]);

/** What every tunnel did in the last `seconds`, as one sample each: percentiles over all of them, `at` their end. */
export const RecentMetrics = z.object({
  tunnels: z.array(z.object({ tunnelId: z.string(), sample: MetricsSample })),
});

/** A chart's data: at most 600 steps, oldest first, one entry for each. Percentiles are of merged histograms. */
export const MetricsHistory = z.object({
  tunnelId: z.string(),
  /** Length of a step in s; the store chooses it. */
  step: z.number(),
  /** How far time has come, s since the epoch: the last step may have begun only. */
  until: z.number(),
  samples: z.array(MetricsSample),
  /** The whole range as one sample: counts add up, percentiles are of all durations, `at` its end. */
  total: MetricsSample,
  /** Oldest first; gaps shorter than a twentieth of a step are left out. */
  gaps: z.array(MetricsGap),
  /** Requests of the whole range by method (those that are rare count as `other`) and status class, most first. */
  methods: z.array(z.object({ method: z.string(), requests: MetricsSample.shape.requests })),
});

/** All tunnels over one time. */
export const MetricsOverview = z.object({
  /** All of them together, with an empty `tunnelId`; a gap is where none was measured. */
  all: MetricsHistory,
  /** Each of them, in the order of the list: its whole time as one sample. */
  tunnels: z.array(z.object({ tunnelId: z.string(), total: MetricsSample })),
});

/** What the metrics history takes on disk, bytes. */
export const HistorySize = z.object({
  /** Undefined where nothing is kept on disk. */
  bytes: z.number().optional(),
  /** The oldest is removed past this. */
  limit: z.number(),
});

export type MetricsSample = z.infer<typeof MetricsSample>;
export type TunnelMetrics = z.infer<typeof TunnelMetrics>;
export type MetricsUpdate = z.infer<typeof MetricsUpdate>;
export type MetricsHistory = z.infer<typeof MetricsHistory>;
export type MetricsOverview = z.infer<typeof MetricsOverview>;
export type MetricsGap = z.infer<typeof MetricsGap>;
export type HistoryRange = z.infer<typeof HistoryRange>;
export type HistorySize = z.infer<typeof HistorySize>;
