import { Counter, collectDefaultMetrics, Gauge, type Histogram, Registry } from 'prom-client';
import type { Alert } from '../../../shared/contract/alert.ts';
import type { Server } from '../../../shared/contract/server.ts';
import type { Tunnel } from '../../../shared/contract/tunnel.ts';
import type { Interval } from '../metrics/interval.ts';

/** Upper bounds of the duration histogram's buckets, seconds: those of the exit server's, so that both ends can be compared. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const DURATIONS = 'porthole_http_request_duration_seconds';
/** How often the event loop's delay is sampled, ms: prom-client's default of 10 wakes an idle process 100 times a second. */
const EVENT_LOOP_PRECISION_MS = 100;
const MS_PER_S = 1000;
const TUNNEL_LABELS = ['tunnel', 'server'] as const;

/** Names of status classes as Prometheus' users write them. */
const CODES = {
  informational: '1xx',
  success: '2xx',
  redirect: '3xx',
  clientError: '4xx',
  serverError: '5xx',
  other: 'none',
} as const;

/** Where the numbers come from; asked when the metrics are read. */
export interface MetricsSources {
  tunnels(): readonly Tunnel[];
  servers(): readonly Server[];
  alerts(): readonly Alert[];
  /** All that a tunnel did since the app started. */
  total(tunnelId: string): Interval;
  /** Requests in flight, or open connections. */
  open(tunnelId: string): number;
}

/** The app's numbers in Prometheus' text format. */
export class LocalMetrics {
  readonly #sources: MetricsSources;
  readonly #registry = new Registry();

  constructor(sources: MetricsSources) {
    this.#sources = sources;
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
    this.#registerStates();
    this.#registerTraffic();
    this.#registerDurations();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  render(): Promise<string> {
    return this.#registry.metrics();
  }

  #registerStates(): void {
    const registers = [this.#registry];
    const sources = this.#sources;
    new Gauge({
      name: 'porthole_tunnel_up',
      help: '1 where the tunnel is online, 0 where it is not.',
      labelNames: [...TUNNEL_LABELS, 'kind'],
      registers,
      collect() {
        this.reset();
        for (const tunnel of sources.tunnels()) {
          this.set({ ...labelsOf(tunnel), kind: tunnel.kind }, tunnel.status.state === 'online' ? 1 : 0);
        }
      },
    });
    new Gauge({
      name: 'porthole_server_connected',
      help: '1 where there is a session with the exit server.',
      labelNames: ['server'],
      registers,
      collect() {
        this.reset();
        for (const { label, connected } of sources.servers()) this.set({ server: label }, connected ? 1 : 0);
      },
    });
    new Gauge({
      name: 'porthole_alerts',
      help: 'Alerts that last, by kind.',
      labelNames: ['kind'],
      registers,
      collect() {
        this.reset();
        for (const { kind } of sources.alerts()) this.inc({ kind });
      },
    });
  }

  #registerTraffic(): void {
    const registers = [this.#registry];
    const sources = this.#sources;
    new Counter({
      name: 'porthole_http_requests_total',
      help: 'Requests of visitors, by tunnel, method and status class; "none" had no answer.',
      labelNames: [...TUNNEL_LABELS, 'method', 'code'],
      registers,
      collect() {
        this.reset();
        for (const { labels, total } of totals(sources)) {
          for (const { method, requests } of total.requests.byMethod()) {
            for (const [key, code] of Object.entries(CODES)) {
              const count = requests[key as keyof typeof CODES];
              if (count > 0) this.inc({ ...labels, method, code }, count);
            }
          }
        }
      },
    });
    new Counter({
      name: 'porthole_tunnel_bytes_total',
      help: 'Bytes of tunnels, "in" from visitors and "out" to visitors.',
      labelNames: [...TUNNEL_LABELS, 'direction'],
      registers,
      collect() {
        this.reset();
        for (const { labels, total } of totals(sources)) {
          this.inc({ ...labels, direction: 'in' }, total.bytesIn);
          this.inc({ ...labels, direction: 'out' }, total.bytesOut);
        }
      },
    });
    new Counter({
      name: 'porthole_tunnel_connections_total',
      help: 'Connections to tunnels that are not HTTP.',
      labelNames: TUNNEL_LABELS,
      registers,
      collect() {
        this.reset();
        for (const { labels, total } of totals(sources)) this.inc(labels, total.connects);
      },
    });
    new Gauge({
      name: 'porthole_tunnel_open',
      help: 'Requests in flight, or open connections.',
      labelNames: TUNNEL_LABELS,
      registers,
      collect() {
        this.reset();
        for (const tunnel of sources.tunnels()) this.set(labelsOf(tunnel), sources.open(tunnel.id));
      },
    });
  }

  #registerDurations(): void {
    const sources = this.#sources;
    const metric = {
      name: DURATIONS,
      help: "Seconds from a request's head to the end of its answer, by tunnel.",
      type: 'histogram',
      aggregator: 'sum',
      values: undefined,
      reset() {},
      async get() {
        return { ...this, values: [...totals(sources)].flatMap(histogramValues) };
      },
    };
    // prom-client's own Histogram cannot take ready-made counts. A registry asks a metric only for get(), which its type does not say.
    this.#registry.registerMetric(metric as unknown as Histogram);
  }
}

interface TunnelTotal {
  labels: { tunnel: string; server: string };
  total: Interval;
}

function* totals(sources: MetricsSources): Iterable<TunnelTotal> {
  for (const tunnel of sources.tunnels()) yield { labels: labelsOf(tunnel), total: sources.total(tunnel.id) };
}

/** A name is taken once on each server. */
function labelsOf({ name, serverLabel }: Tunnel): TunnelTotal['labels'] {
  return { tunnel: name, server: serverLabel };
}

interface NamedValue {
  metricName: string;
  labels: Record<string, string | number>;
  value: number;
}

function histogramValues({ labels, total: { durations } }: TunnelTotal): NamedValue[] {
  if (durations.count === 0) return [];
  const counts = durations.countsUpTo(DURATION_BUCKETS.map((bound) => bound * MS_PER_S));
  return [
    ...DURATION_BUCKETS.map((le, i) => ({
      metricName: `${DURATIONS}_bucket`,
      labels: { le, ...labels },
      value: counts[i] ?? 0,
    })),
    { metricName: `${DURATIONS}_bucket`, labels: { le: '+Inf', ...labels }, value: durations.count },
    { metricName: `${DURATIONS}_sum`, labels, value: durations.sumMs / MS_PER_S },
    { metricName: `${DURATIONS}_count`, labels, value: durations.count },
  ];
}
