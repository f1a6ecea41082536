import { Counter, Gauge, type Registry } from 'prom-client';

/** What is counted for one public port; bounded by the range of ports that tunnels may use, and the data plane's for TLS tunnels. */
export class PortTraffic {
  /** Value of the `port` label. */
  readonly port: number;
  /** Connections open now. */
  open = 0;
  /** Connections accepted since the start. */
  accepted = 0;
  bytesIn = 0;
  bytesOut = 0;

  constructor(port: number) {
    this.port = port;
  }
}

/** The metrics of TCP tunnels, by public port, and of all TLS tunnels together, under the data plane's port. */
export class TcpMetrics {
  readonly #ports = new Map<number, PortTraffic>();

  constructor(registry: Registry) {
    const ports = this.#ports;
    new Gauge({
      name: 'tcp_dataplane_connections_gauge',
      help: 'Connections of visitors open on TCP and TLS tunnels, by public port.',
      labelNames: ['port'],
      registers: [registry],
      collect() {
        for (const { port, open } of ports.values()) this.set({ port }, open);
      },
    });
    new Counter({
      name: 'tcp_dataplane_connections_total',
      help: 'Connections of visitors accepted on TCP and TLS tunnels, by public port.',
      labelNames: ['port'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { port, accepted } of ports.values()) this.inc({ port }, accepted);
      },
    });
    new Counter({
      name: 'tcp_dataplane_bytes_total',
      help: 'Bytes of TCP and TLS tunnels, "in" from visitors and "out" to visitors, by public port.',
      labelNames: ['port', 'direction'],
      registers: [registry],
      collect() {
        this.reset();
        for (const { port, bytesIn, bytesOut } of ports.values()) {
          this.inc({ port, direction: 'in' }, bytesIn);
          this.inc({ port, direction: 'out' }, bytesOut);
        }
      },
    });
  }

  /** The counters of a port; the same object for the same port, for as long as the server runs. */
  forPort(port: number): PortTraffic {
    const existing = this.#ports.get(port);
    if (existing !== undefined) return existing;
    const traffic = new PortTraffic(port);
    this.#ports.set(port, traffic);
    return traffic;
  }
}
