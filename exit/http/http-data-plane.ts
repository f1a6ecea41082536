import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { AccessLog } from '../access-log/access-log.ts';
import type { TunnelRegistry } from '../control/tunnel-registry.ts';
import { Http2Connection, type Http2Context } from '../http2/http2-connection.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import type { VisitorGate } from '../limits/visitor-gate.ts';
import { CoarseClock } from '../metrics/coarse-clock.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import { listen } from '../net/listen.ts';
import type { ListenAddress } from '../net/listen-address.ts';
import { type FirstWords, Opening, type OpeningHost } from '../net/opening.ts';
import type { SocketPipe } from '../net/socket-pipe.ts';
import { tlsAlert } from '../net/tls-alert.ts';
import { type ApplicationProtocol, type HandshakeHost, TlsHandshake } from '../net/tls-handshake.ts';
import type { Visit } from '../net/visit.ts';
import type { VisitorEntrance } from '../proxy-protocol/visitor-entrance.ts';
import type { Certificates } from '../tls/certificates.ts';
import type { ChallengeAnswers } from '../tls/challenge-answers.ts';
import type { ErrorCode } from './error-page.ts';
import type { ForwardedFields } from './forwarded-fields.ts';
import type { HttpGroup } from './http-group.ts';
import type { PublicUrls } from './public-url.ts';
import { RedirectConnection, type RedirectContext } from './redirect-connection.ts';
import { addressOf } from './visitor-address.ts';
import { VisitorConnection, type VisitorContext } from './visitor-connection.ts';

/** First keep-alive probe of TCP after this silence, ms: finds visitors that vanished while an answer or a WebSocket is open. */
export const TCP_KEEP_ALIVE_MS = 60_000;

const PROTOCOLS: readonly ApplicationProtocol[] = ['h2', 'http/1.1'];

/** What the HTTP data plane is made of. */
export interface HttpDataPlaneParts {
  registry: TunnelRegistry;
  metrics: RequestMetrics;
  urls: PublicUrls;
  limits: ExitLimits;
  gate: VisitorGate;
  entrance: VisitorEntrance;
  /** Undefined: it speaks plain HTTP, but for TLS tunnels, whose upstreams speak TLS themselves. */
  certificates: Certificates | undefined;
  challenges: ChallengeAnswers | undefined;
  accessLog: AccessLog | undefined;
}

/** Where it listens, as really bound. */
export interface HttpAddresses {
  data: AddressInfo;
  http: AddressInfo | undefined;
}

/**
 * The ports that HTTP visitors use: one listener for all HTTP tunnels, told apart by the host of each request, and for all TLS tunnels, told
 * apart by the server name of each connection.
 */
export class HttpDataPlane implements VisitorContext, Http2Context, OpeningHost, HandshakeHost, RedirectContext {
  readonly metrics: RequestMetrics;
  readonly scheme: 'http' | 'https';
  readonly limits: ExitLimits;
  readonly challenges: ChallengeAnswers | undefined;
  readonly accessLog: AccessLog | undefined;
  readonly #parts: HttpDataPlaneParts;
  readonly #server: Server;
  readonly #redirecting: Server;
  readonly #clock: CoarseClock;
  readonly #visits = new Set<Visit>();
  readonly #pipes = new Set<SocketPipe>();
  #dataPort = 0;
  #draining = false;
  #onEmpty: (() => void) | undefined;

  constructor(parts: HttpDataPlaneParts) {
    this.#parts = parts;
    this.metrics = parts.metrics;
    this.scheme = parts.urls.scheme;
    this.limits = parts.limits;
    this.challenges = parts.challenges;
    this.accessLog = parts.accessLog;
    this.#clock = new CoarseClock((now) => this.#tick(now));
    const options = { allowHalfOpen: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: TCP_KEEP_ALIVE_MS };
    this.#server = createServer(options, (socket) => {
      parts.entrance.accept(socket, (visitor) => this.#welcome(visitor));
    });
    this.#redirecting = createServer(options, (socket) => {
      parts.entrance.accept(socket, (visitor) => this.#visits.add(new RedirectConnection(visitor, this)));
    });
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
    return this.#visits.size + this.#pipes.size;
  }

  /** Starts to listen: for visitors, and where asked for, for those to be sent to HTTPS. Rejects with ListenError. */
  async start(address: ListenAddress, redirectAddress?: ListenAddress): Promise<HttpAddresses> {
    const data = await listen(this.#server, address, '--data-addr');
    this.#dataPort = data.port;
    const http = redirectAddress && (await listen(this.#redirecting, redirectAddress, '--http-addr'));
    return { data, http };
  }

  route(head: RequestHead, forwarded: ForwardedFields): HttpGroup | ErrorCode {
    const { gate, registry } = this.#parts;
    if (gate.limitsRequests && !gate.admitRequest(forwarded.visitorOf(head))) return 'rate-limited';
    const found = registry.find(head.host);
    if (found === undefined) return 'no-tunnel';
    if (found === 'away') return 'client-away';
    // A browser may send a request for one host over the connection to another one under the same certificate (RFC 9113 §9.1.1).
    return found.kind === 'http' ? found : 'misdirected';
  }

  httpsUrl(host: string, target: string): string {
    return this.#parts.urls.redirect(host, target, this.#dataPort);
  }

  connectionUpgraded(connection: VisitorConnection, pipe: SocketPipe): void {
    this.#visits.delete(connection);
    this.#pipes.add(pipe);
  }

  connectionClosed(connection: VisitorConnection): void {
    this.#forget(connection);
  }

  http2Closed(connection: Http2Connection): void {
    this.#forget(connection);
  }

  redirectClosed(connection: RedirectConnection): void {
    this.#forget(connection);
  }

  openingClosed(opening: Opening): void {
    this.#forget(opening);
  }

  handshakeClosed(handshake: TlsHandshake): void {
    this.#forget(handshake);
  }

  pipeClosed(pipe: SocketPipe): void {
    this.#pipes.delete(pipe);
    this.#checkEmpty();
  }

  opened(opening: Opening, socket: Socket, words: FirstWords): void {
    this.#visits.delete(opening);
    if (words.kind === 'malformed') {
      socket.end(tlsAlert('decode_error'), () => socket.destroy());
    } else if (words.kind === 'hello') {
      this.#openTls(socket, words.serverName);
    } else {
      const Visitor = this.#parts.certificates === undefined ? VisitorConnection : RedirectConnection;
      this.#visits.add(new Visitor(socket, this));
      socket.resume();
    }
    this.#checkEmpty();
  }

  handshakeDone(handshake: TlsHandshake, socket: Socket, protocol: ApplicationProtocol): void {
    this.#visits.delete(handshake);
    if (protocol === 'h2') {
      this.#visits.add(new Http2Connection(socket, this));
    } else {
      this.#visits.add(new VisitorConnection(socket, this));
      socket.resume();
    }
  }

  /** Takes no new visitors and resolves when the running exchanges and upgraded connections have ended. */
  drain(): Promise<void> {
    this.#draining = true;
    this.#server.close();
    this.#redirecting.close();
    for (const visit of this.#visits) visit.drain();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      this.#checkEmpty();
    });
  }

  /** Ends everything at once. Resolves when the listeners are closed. */
  async close(): Promise<void> {
    this.#clock.stop();
    for (const visit of [...this.#visits]) visit.destroy();
    for (const pipe of [...this.#pipes]) pipe.destroy();
    // The callback comes even where the server was closed before (with an error that says so).
    const closed = [this.#server, this.#redirecting].map(
      (server) => new Promise<void>((resolve) => server.close(() => resolve())),
    );
    await Promise.all(closed);
  }

  #welcome(socket: Socket): void {
    const { certificates, registry } = this.#parts;
    // Without TLS there is nothing to tell apart, and nothing stands between a visitor and its first request.
    const plainOnly = certificates === undefined && !registry.hasTls;
    this.#visits.add(plainOnly ? new VisitorConnection(socket, this) : new Opening(socket, this));
  }

  /** A TLS tunnel gets its visitors as they are; for all others this server itself speaks TLS. */
  #openTls(socket: Socket, serverName: string): void {
    const { certificates, registry } = this.#parts;
    const found = registry.find(serverName);
    if (typeof found === 'object' && found.kind === 'tls') {
      if (found.guard?.admits(addressOf(socket)) === false) {
        this.#parts.gate.refuseByRules(socket);
        return;
      }
      const pipe = found.accept(socket, (closed) => this.pipeClosed(closed));
      if (pipe !== undefined) this.#pipes.add(pipe);
      return;
    }
    const context = certificates?.contextFor(serverName);
    if (context === undefined) {
      // RFC 6066 §3.
      socket.end(tlsAlert('unrecognized_name'), () => socket.destroy());
      return;
    }
    this.#visits.add(new TlsHandshake(socket, context, PROTOCOLS, this));
  }

  #tick(now: number): void {
    for (const visit of this.#visits) visit.checkDeadline(now);
    for (const named of this.#parts.registry.names()) if (named.kind === 'http') named.tick(now);
  }

  #forget(visit: Visit): void {
    this.#visits.delete(visit);
    this.#checkEmpty();
  }

  #checkEmpty(): void {
    if (this.connectionCount === 0) this.#onEmpty?.();
  }
}
