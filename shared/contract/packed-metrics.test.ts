import { expect, it } from 'vitest';
import type { MetricsSample } from './metrics.ts';
import { packedMetrics } from './packed-metrics.ts';

/** What a page that does not read is cut off at is 4 MiB (electron/rpc/serve-socket.ts); it must never come near that by its first message. */
const MOST_BYTES = 1024 * 1024;

const busy: MetricsSample = {
  at: 1_800_000_000,
  measured: true,
  requests: { informational: 1, success: 20, redirect: 3, clientError: 4, serverError: 5, other: 6 },
  p50: 12.125,
  p95: 70.5,
  p99: 99.375,
  bytesIn: 12_345,
  bytesOut: 67_890,
  open: 7,
  connects: 8,
};
const none = { informational: 0, success: 0, redirect: 0, clientError: 0, serverError: 0, other: 0 };
const unmeasured = { ...busy, measured: false, requests: none, p50: null, p95: null, p99: null };

it('brings every field over, and tells no data from zero', () => {
  const update = { kind: 'tick' as const, tunnels: [{ tunnelId: 'shop', samples: [busy, unmeasured] }] };
  expect(packedMetrics.unpack(JSON.parse(JSON.stringify(packedMetrics.pack(update))))).toEqual(update);
});

it('keeps the first message of 200 busy tunnels short', () => {
  const samples = Array.from({ length: 60 }, (_, second) => ({ ...busy, at: busy.at + second, p95: 100 / 3 }));
  const tunnels = Array.from({ length: 200 }, (_, index) => ({ tunnelId: `a-name-of-a-tunnel-${index}`, samples }));
  const text = JSON.stringify(packedMetrics.pack({ kind: 'snapshot', tunnels }));
  expect(text.length).toBeLessThan(MOST_BYTES);
});
