import { Counter, type Histogram, type Registry } from 'prom-client';

/** Upper bounds of the duration histogram's buckets, seconds: from an answer over loopback to a slow report. */
const DURATION_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
/** Hosts that get a label value of their own. A client may open names without end, and Prometheus keeps every series. */
const MAX_HOSTS = 1_000;
/** Label value for requests whose host leads to no tunnel: the visitor chose it, so it must not become a series. */
const UNKNOWN_HOST = 'unknown';
/** Label value for the hosts above MAX_HOSTS. */
const OTHER_HOSTS = 'other';
/** RFC 9110 §9.3 and RFC 5789; anything else is counted as OTHER, for a visitor may invent methods without end. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'CONNECT', 'OPTIONS', 'TRACE', 'PATCH']);

interface RequestSeries {
  code: number;
  method: string;
  count: number;
  durationSum: number;
  buckets: Float64Array;
}

/** What is counted for one host. Only plain numbers change per request; Prometheus' text is made when it is asked for. */
export class HostTraffic {
  /** Value of the `host` label. */
  readonly host: string;
  /** Bytes of requests, heads and bodies, as they came from visitors. */
  bytesIn = 0;
  /** Bytes of answers, as they went to visitors. */
  bytesOut = 0;
  readonly #series = new Map<string, Map<number, RequestSeries>>();

  constructor(host: string) {
    this.host = host;
  }

  /** Counts one request with its final status and the time from its head to its answer's end, seconds. */
  observe(code: number, method: string, seconds: number): void {
    let series = this.#series.get(method)?.get(code);
    if (series === undefined) series = this.#add(code, METHODS.has(method) ? method : 'OTHER');
    series.count++;
    series.durationSum += seconds;
    let bucket = 0;
    while (bucket < DURATION_BUCKETS.length && seconds > (DURATION_BUCKETS[bucket] ?? 0)) bucket++;
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }

  *series(): Iterable<RequestSeries> {
    for (const byCode of this.#series.values()) yield* byCode.values();
  }

  #add(code: number, method: string): RequestSeries {
    const byCode = this.#series.get(method) ?? new Map<number, RequestSeries>();
    this.#series.set(method, byCode);
    const existing = byCode.get(code);
    if (existing !== undefined) return existing;
    const series = { code, method, count: 0, durationSum: 0, buckets: new Float64Array(DURATION_BUCKETS.length + 1) };
    byCode.set(code, series);
    return series;
  }
}

/** The RED metrics of the HTTP data plane, by host. */
export class RequestMetrics {
  /** For requests that lead to no tunnel. */
  readonly unknown = new HostTraffic(UNKNOWN_HOST);
  readonly #hosts = new Map<string, HostTraffic>([[UNKNOWN_HOST, this.unknown]]);

  constructor(registry: Registry) {
    this.#registerRequests(registry);
    this.#registerDurations(registry);
    this.#registerBytes(registry);
  }

  /** The counters of a host; the same object for the same host, for as long as the server runs. */
  forHost(host: string): HostTraffic {
    const label = this.#hosts.has(host) || this.#hosts.size < MAX_HOSTS ? host : OTHER_HOSTS;
    const existing = this.#hosts.get(label);
    if (existing !== undefined) return existing;
    const traffic = new HostTraffic(label);
    this.#hosts.set(label, traffic);
    return traffic;
  }

  #registerRequests(registry: Registry): void {
    const hosts = this.#hosts;
    new Counter({
      name: 'http_dataplane_requests_total',
      help: 'Requests of visitors, by status code, host and method.',
      labelNames: ['code', 'host', 'method'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { host, series } of allSeries(hosts)) {
          this.inc({ code: series.code, host, method: series.method }, series.count);
        }
      },
    });
  }

  #registerBytes(registry: Registry): void {
    const hosts = this.#hosts;
    new Counter({
      name: 'http_dataplane_bytes_total',
      help: 'Bytes of HTTP tunnels, "in" from visitors and "out" to visitors, by host.',
      labelNames: ['host', 'direction'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { host, bytesIn, bytesOut } of hosts.values()) {
          this.inc({ host, direction: 'in' }, bytesIn);
          this.inc({ host, direction: 'out' }, bytesOut);
        }
      },
    });
  }

  #registerDurations(registry: Registry): void {
    const name = 'http_dataplane_request_duration_seconds';
    const hosts = this.#hosts;
    const metric = {
      name,
      help: "Seconds from a request's head to the end of its answer, by status code, host and method.",
      type: 'histogram',
      aggregator: 'sum',
      values: undefined,
      reset() {},
      async get() {
        return {
          ...this,
          values: [...allSeries(hosts)].flatMap(({ host, series }) => histogramValues(name, host, series)),
        };
      },
    };
    // prom-client's own Histogram hashes its labels at every observation and cannot take ready-made bucket counts. A registry asks
    // a metric only for get(), which its type does not say.
    registry.registerMetric(metric as unknown as Histogram);
  }
}

function* allSeries(hosts: Map<string, HostTraffic>): Iterable<{ host: string; series: RequestSeries }> {
  for (const traffic of hosts.values()) {
    for (const series of traffic.series()) yield { host: traffic.host, series };
  }
}

interface NamedValue {
  metricName: string;
  labels: Record<string, string | number>;
  value: number;
}

function histogramValues(name: string, host: string, series: RequestSeries): NamedValue[] {
  const labels = { code: series.code, host, method: series.method };
  const values: NamedValue[] = [];
  let cumulative = 0;
  series.buckets.forEach((count, index) => {
    cumulative += count;
    const le = DURATION_BUCKETS[index] ?? '+Inf';
    values.push({ metricName: `${name}_bucket`, labels: { le, ...labels }, value: cumulative });
  });
  values.push({ metricName: `${name}_sum`, labels, value: series.durationSum });
  values.push({ metricName: `${name}_count`, labels, value: series.count });
  return values;
}
