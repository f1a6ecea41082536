import type { MetricsSample, MetricsUpdate } from './metrics.ts';

/** Durations travel with so many parts of a ms: finer than they are measured. */
const PARTS_OF_MS = 1_000;

/**
 * A sample without the names of its fields, a quarter as long: with 200 tunnels a snapshot is 12,000 of them. `at`, measured (1) or not (0), requests by
 * class in the order of MetricsSample, p50, p95, p99, bytesIn, bytesOut, open, connects.
 */
export type PackedSample = readonly (number | null)[];

/** A message of `metrics.watch` as it travels. */
export interface PackedMetrics {
  kind: MetricsUpdate['kind'];
  tunnels: { tunnelId: string; samples: PackedSample[] }[];
}

/** Brings live metrics into the form in which they travel from the app to the page, and back. */
export const packedMetrics = {
  pack({ kind, tunnels }: MetricsUpdate): PackedMetrics {
    return { kind, tunnels: tunnels.map(({ tunnelId, samples }) => ({ tunnelId, samples: samples.map(packSample) })) };
  },
  unpack({ kind, tunnels }: PackedMetrics): MetricsUpdate {
    return {
      kind,
      tunnels: tunnels.map(({ tunnelId, samples }) => ({ tunnelId, samples: samples.map(unpackSample) })),
    };
  },
};

function packSample(sample: MetricsSample): PackedSample {
  const { at, measured, requests, p50, p95, p99, bytesIn, bytesOut, open, connects } = sample;
  const { informational, success, redirect, clientError, serverError, other } = requests;
  const classes = [informational, success, redirect, clientError, serverError, other];
  return [at, measured ? 1 : 0, ...classes, ...[p50, p95, p99].map(rounded), bytesIn, bytesOut, open, connects];
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * PARTS_OF_MS) / PARTS_OF_MS;
}

function unpackSample(packed: PackedSample): MetricsSample {
  const count = (index: number) => packed[index] ?? 0;
  const duration = (index: number) => packed[index] ?? null;
  return {
    at: count(0),
    measured: packed[1] === 1,
    requests: {
      informational: count(2),
      success: count(3),
      redirect: count(4),
      clientError: count(5),
      serverError: count(6),
      other: count(7),
    },
    p50: duration(8),
    p95: duration(9),
    p99: duration(10),
    bytesIn: count(11),
    bytesOut: count(12),
    open: count(13),
    connects: count(14),
  };
}
