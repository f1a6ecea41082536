import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { TunnelRegistry } from '../control/tunnel-registry.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import type { VisitorGate } from '../limits/visitor-gate.ts';
import { CoarseClock } from '../metrics/coarse-clock.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import { listen } from '../net/listen.ts';
import type { ListenAddress } from '../net/listen-address.ts';
import type { SocketPipe } from '../net/socket-pipe.ts';
import type { ErrorCode } from './error-page.ts';
import type { ForwardedFields } from './forwarded-fields.ts';
import type { HttpTunnel } from './http-tunnel.ts';
import { VisitorConnection, type VisitorContext } from './visitor-connection.ts';

/** First keep-alive probe of TCP after this silence, ms: finds visitors that vanished while an answer or a WebSocket is open. */
export const TCP_KEEP_ALIVE_MS = 60_000;

export interface HttpDataPlaneParts {
  registry: TunnelRegistry;
  metrics: RequestMetrics;
  /** The one that visitors use. */
  scheme: 'http' | 'https';
  limits: ExitLimits;
  gate: VisitorGate;
}

/** The ports that HTTP visitors use: one listener for all HTTP tunnels, told apart by the host of each request. */
export class HttpDataPlane implements VisitorContext {
  readonly metrics: RequestMetrics;
  readonly scheme: 'http' | 'https';
  readonly limits: ExitLimits;
  readonly #registry: TunnelRegistry;
  readonly #gate: VisitorGate;
  readonly #server: Server;
  readonly #clock: CoarseClock;
  readonly #connections = new Set<VisitorConnection>();
  readonly #pipes = new Set<SocketPipe>();
  #draining = false;
  #onEmpty: (() => void) | undefined;

  constructor({ registry, metrics, scheme, limits, gate }: HttpDataPlaneParts) {
    this.#registry = registry;
    this.metrics = metrics;
    this.scheme = scheme;
    this.limits = limits;
    this.#gate = gate;
    this.#clock = new CoarseClock((now) => this.#tick(now));
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS };
    this.#server = createServer(options, (socket) => this.#onConnection(socket));
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  get draining(): boolean {
    return this.#draining;
  }

  get coarseNow(): number {
    return this.#clock.now;
  }

  /** Visitor connections that are open, upgraded ones included. */
  get connectionCount(): number {
    return this.#connections.size + this.#pipes.size;
  }

  /** Starts to listen. Rejects with ListenError. */
  start(address: ListenAddress): Promise<AddressInfo> {
    return listen(this.#server, address, '--data-addr');
  }

  route(head: RequestHead, forwarded: ForwardedFields): HttpTunnel | ErrorCode {
    const gate = this.#gate;
    if (gate.limitsRequests && !gate.admitRequest(forwarded.visitorOf(head))) return 'rate-limited';
    const found = this.#registry.find(head.host);
    if (found === undefined) return 'no-tunnel';
    return found === 'away' ? 'client-away' : found;
  }

  connectionUpgraded(connection: VisitorConnection, pipe: SocketPipe): void {
    this.#connections.delete(connection);
    this.#pipes.add(pipe);
  }

  connectionClosed(connection: VisitorConnection): void {
    this.#connections.delete(connection);
    this.#checkEmpty();
  }

  pipeClosed(pipe: SocketPipe): void {
    this.#pipes.delete(pipe);
    this.#checkEmpty();
  }

  /** Takes no new visitors and resolves when the running exchanges and upgraded connections have ended. */
  drain(): Promise<void> {
    this.#draining = true;
    this.#server.close();
    for (const connection of this.#connections) connection.drain();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      this.#checkEmpty();
    });
  }

  /** Ends everything at once. Resolves when the listener is closed. */
  async close(): Promise<void> {
    this.#clock.stop();
    for (const connection of [...this.#connections]) connection.destroy();
    for (const pipe of [...this.#pipes]) pipe.destroy();
    // The callback comes even where the server was closed before (with an error that says so).
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  #onConnection(socket: Socket): void {
    if (this.#gate.admit(socket)) this.#connections.add(new VisitorConnection(socket, this));
  }

  #tick(now: number): void {
    for (const connection of this.#connections) connection.checkDeadline(now);
    for (const tunnel of this.#registry.tunnels()) tunnel.pool.sweep(now);
  }

  #checkEmpty(): void {
    if (this.connectionCount === 0) this.#onEmpty?.();
  }
}
