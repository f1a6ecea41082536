import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import type { ControlGuard } from '../limits/control-guard.ts';
import type { VisitorGate } from '../limits/visitor-gate.ts';
import type { Certificates } from '../tls/certificates.ts';
import { registerCertificateMetrics } from './certificate-metrics.ts';
import { ForwardMetrics } from './forward-metrics.ts';
import { registerLimitMetrics } from './limit-metrics.ts';
import { RequestMetrics } from './request-metrics.ts';
import { TcpMetrics } from './tcp-metrics.ts';

/** How many clients are connected, asked for when the metrics are read. */
export interface ConnectedClients {
  /** Sessions. */
  all(): number;
  /** Sessions that have a TCP tunnel open. */
  withTcp(): number;
}

/** Paths of the control plane that are counted under their own name; others share one, for anybody may ask for any path. */
const OTHER_PATHS = 'other';
/** How often the event loop's delay is sampled, ms: prom-client's default of 10 wakes an idle process 100 times a second. */
const EVENT_LOOP_PRECISION_MS = 100;

/** All metrics of one exit server, in a registry of its own so that several servers can live in one process. */
export class ExitMetrics {
  readonly requests: RequestMetrics;
  readonly tcp: TcpMetrics;
  readonly forwards: ForwardMetrics;
  readonly #registry = new Registry();
  readonly #controlRequests: Counter<'code' | 'path'>;
  readonly #knownPaths: ReadonlySet<string>;

  constructor(connected: ConnectedClients, controlPaths: Iterable<string>) {
    const registers = [this.#registry];
    this.#knownPaths = new Set(controlPaths);
    this.requests = new RequestMetrics(this.#registry);
    this.tcp = new TcpMetrics(this.#registry);
    this.forwards = new ForwardMetrics(this.#registry);
    this.#controlRequests = new Counter({
      name: 'http_controlplane_requests_total',
      help: 'Requests to the control plane, by status code and path.',
      labelNames: ['code', 'path'],
      registers,
    });
    new Gauge({
      name: 'http_controlplane_connected_gauge',
      help: 'Clients connected.',
      registers,
      collect() {
        this.set(connected.all());
      },
    });
    new Gauge({
      name: 'tcp_controlplane_connected_gauge',
      help: 'Clients connected that have at least one TCP tunnel open.',
      registers,
      collect() {
        this.set(connected.withTcp());
      },
    });
  }

  /** Adds the metrics of the process (CPU, memory, event loop): for a process that is this server and nothing else. */
  addProcessMetrics(): void {
    collectDefaultMetrics({ register: this.#registry, eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
  }

  /** Adds what the limits count. */
  addLimits(gate: VisitorGate, guard: ControlGuard): void {
    registerLimitMetrics(this.#registry, gate, guard);
  }

  /** Adds when the certificates of the planes expire. */
  addCertificates(control: Certificates | undefined, data: Certificates | undefined): void {
    registerCertificateMetrics(this.#registry, { control, data });
  }

  /** Counts one request to the control plane. */
  controlRequest(code: number, path: string): void {
    this.#controlRequests.inc({ code, path: this.#knownPaths.has(path) ? path : OTHER_PATHS });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Everything in Prometheus' text format. */
  render(): Promise<string> {
    return this.#registry.metrics();
  }
}
