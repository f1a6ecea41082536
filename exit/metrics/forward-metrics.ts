import { Counter, Gauge, type Registry } from 'prom-client';

/** What is counted for one value of `--allow-forward`, or for all private services together. */
export class ForwardTraffic {
  /** Value of the `pattern` label. */
  readonly pattern: string;
  /** Connections open now. */
  open = 0;
  /** Connections made since the start. */
  connected = 0;
  /** Connections that could not be made. */
  failed = 0;
  /** From the target. */
  bytesIn = 0;
  /** To the target. */
  bytesOut = 0;

  constructor(pattern: string) {
    this.pattern = pattern;
  }
}

/**
 * The metrics of local forwarding, by the pattern that allows it: bounded by what the operator wrote, while targets are what clients write.
 */
export class ForwardMetrics {
  readonly #patterns = new Map<string, ForwardTraffic>();

  constructor(registry: Registry) {
    const patterns = this.#patterns;
    new Gauge({
      name: 'tcp_forward_connections_gauge',
      help: 'Connections of clients open to targets of local forwarding, by --allow-forward pattern.',
      labelNames: ['pattern'],
      registers: [registry],
      collect() {
        for (const { pattern, open } of patterns.values()) this.set({ pattern }, open);
      },
    });
    new Counter({
      name: 'tcp_forward_connections_total',
      help: 'Connections of clients to targets of local forwarding, "connected" and "failed", by --allow-forward pattern.',
      labelNames: ['pattern', 'result'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { pattern, connected, failed } of patterns.values()) {
          this.inc({ pattern, result: 'connected' }, connected);
          this.inc({ pattern, result: 'failed' }, failed);
        }
      },
    });
    new Counter({
      name: 'tcp_forward_bytes_total',
      help: 'Bytes of local forwarding, "in" from clients and "out" to clients, by --allow-forward pattern.',
      labelNames: ['pattern', 'direction'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { pattern, bytesIn, bytesOut } of patterns.values()) {
          // A client's connection ends at the target: what goes out there came in here.
          this.inc({ pattern, direction: 'in' }, bytesOut);
          this.inc({ pattern, direction: 'out' }, bytesIn);
        }
      },
    });
  }

  /** The counters of a pattern; the same object for the same one, for as long as the server runs. */
  forPattern(pattern: string): ForwardTraffic {
    const existing = this.#patterns.get(pattern);
    if (existing !== undefined) return existing;
    const traffic = new ForwardTraffic(pattern);
    this.#patterns.set(pattern, traffic);
    return traffic;
  }
}
