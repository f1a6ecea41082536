import { z } from 'zod';

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
  /** Requests in flight (http) or open connections (tcp) at the end of the second. */
  open: z.number(),
  /** New TCP connections (tcp tunnels). */
  connects: z.number(),
});

/** The last seconds of one tunnel, oldest first, one a second. */
export const TunnelMetrics = z.object({ tunnelId: z.string(), samples: z.array(MetricsSample) });

/** First message of `metrics.watch`: the last 60 s of every tunnel; then one message a second with one new sample each. */
export const MetricsUpdate = z.object({ kind: z.enum(['snapshot', 'tick']), tunnels: z.array(TunnelMetrics) });

/** A chart's data: one entry a step, oldest first. Percentiles are of merged histograms. */
export const MetricsHistory = z.object({
  tunnelId: z.string(),
  /** Length of a step in s. */
  step: z.number(),
  samples: z.array(MetricsSample),
});

export type MetricsSample = z.infer<typeof MetricsSample>;
export type TunnelMetrics = z.infer<typeof TunnelMetrics>;
export type MetricsUpdate = z.infer<typeof MetricsUpdate>;
export type MetricsHistory = z.infer<typeof MetricsHistory>;
