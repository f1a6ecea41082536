import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { LICENCE_PATHS } from '../../shared/licence/licence-api.ts';
import { ADMIN_TOKENS_PATH } from '../../shared/tokens/admin-api.ts';
import { caProof, PROOF_FIELD, PROOF_NONCE_FIELD } from '../../shared/wire/ca-proof.ts';
import { OWN_CA_PATH } from '../../shared/wire/own-ca.ts';
import { POLL_PATH, UPGRADE_MISSING_FIELD, VERSION, VERSION_FIELD } from '../../shared/wire/poll-protocol.ts';
import type { CloseReason, Transport } from '../../shared/wire/transport.ts';
import { acceptedTransport, tunnelServerOptions } from '../../shared/wire/tunnel-endpoint.ts';
import { SUBPROTOCOL, TUNNEL_PATH } from '../../shared/wire/ws-transport.ts';
import type { LicenceDesk } from '../licences/licence-desk.ts';
import type { ControlGuard } from '../limits/control-guard.ts';
import type { ExitMetrics } from '../metrics/metrics.ts';
import { listen } from '../net/listen.ts';
import type { ListenAddress } from '../net/listen-address.ts';
import type { Certificates } from '../tls/certificates.ts';
import { TlsAcceptor } from '../tls/tls-acceptor.ts';
import { AdminTokens } from './admin-tokens.ts';
import type { Admission, Admissions, Admitted, Refusal } from './admission.ts';
import { send, sendJson, sendText, setRefusalFields } from './answers.ts';
import type { HealthChecks } from './health-checks.ts';
import { PollSessions } from './poll-sessions.ts';
import type { StatusReport } from './status-report.ts';

/** How often Node looks for requests that take too long, ms; its own default of 30 s would let a flood stay that long. */
const CHECK_INTERVAL_MS = 1_000;
/** How long a request may take whole, ms: only long-polling has bodies, which clients cut to what a slow uplink carries in a few seconds. */
const BODY_TIMEOUT_MS = 30_000;
/** How long an unused connection is kept for another scrape or health check, ms. */
const KEEP_ALIVE_MS = 30_000;

/** Paths with a metric label of their own. */
export const CONTROL_PATHS = [
  TUNNEL_PATH,
  POLL_PATH,
  '/status',
  '/metrics',
  '/livez',
  '/readyz',
  '/startupz',
  '/healthz',
  OWN_CA_PATH,
  ADMIN_TOKENS_PATH,
  ...Object.values(LICENCE_PATHS),
] as const;

/** What the control plane serves. */
export interface ControlPlaneParts {
  admissions: Admissions;
  adminTokens: AdminTokens;
  guard: ControlGuard;
  /** How long a request may take to arrive. */
  headTimeoutMs: number;
  metrics: ExitMetrics;
  /** Checks behind `/livez`, `/readyz`, `/startupz` and `/healthz`, by path. */
  health: Readonly<Record<string, HealthChecks>>;
  status(): StatusReport;
  /** Undefined: licences are neither asked for nor given here. */
  licences?: LicenceDesk | undefined;
  /** What it speaks TLS with; undefined: it speaks plain HTTP. */
  certificates?: Certificates | undefined;
  /** The exit server's own CA (PEM), for anybody who asks: clients compare it with the fingerprint that they have. */
  ca?: string | undefined;
  /** Proves that the CA is that of a server with the shared token; undefined where it cannot. See caProof. */
  proveCa?(nonce: string): string | undefined;
  /** A client with a good token has connected. */
  accept(transport: Transport, client: Admitted): void;
}

/** The port that clients dial: the tunnel's WebSocket, and a few plain answers for operators. */
export class ControlPlane {
  readonly #parts: ControlPlaneParts;
  readonly #server: Server;
  readonly #webSockets = new WebSocketServer(tunnelServerOptions());
  readonly #polls: PollSessions;
  readonly #tls: TlsAcceptor | undefined;

  constructor(parts: ControlPlaneParts) {
    this.#parts = parts;
    this.#polls = new PollSessions({
      admit: (request) => parts.admissions.client(request, request.headers[VERSION_FIELD]),
      accept: (transport, client) => parts.accept(transport, client),
      onOwner: ({ socket }) => parts.guard.becameSession(socket),
    });
    this.#server = createServer(
      {
        requestTimeout: Math.max(BODY_TIMEOUT_MS, parts.headTimeoutMs),
        headersTimeout: parts.headTimeoutMs,
        connectionsCheckingInterval: CHECK_INTERVAL_MS,
        keepAliveTimeout: KEEP_ALIVE_MS,
      },
      (request, response) => void this.#answer(request, response),
    );
    if (parts.certificates !== undefined) this.#tls = this.#speakTls(parts.certificates);
    this.#server.on('connection', (socket) => this.#parts.guard.enter(socket));
    this.#server.on('upgrade', (request, socket, head) => this.#onUpgrade(request, socket, head));
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /** Starts to listen. Rejects with ListenError. */
  start(address: ListenAddress): Promise<AddressInfo> {
    return listen(this.#server, address, '--control-addr');
  }

  /** Closes the listener and its connections. Resolves when they are gone; sessions are for their owner to close. */
  async close(): Promise<void> {
    this.#polls.close(CLOSED);
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    this.#tls?.close();
    await closed;
  }

  /** Puts TLS between the listener and the HTTP server, which gets connections when their handshake is done. */
  #speakTls(certificates: Certificates): TlsAcceptor {
    const [serve] = this.#server.listeners('connection');
    this.#server.removeAllListeners('connection');
    const acceptor = new TlsAcceptor({
      certificates,
      onSecure: (socket) => void serve?.call(this.#server, socket),
      onPlain: refusePlain,
    });
    this.#server.on('connection', (socket) => acceptor.accept(socket));
    return acceptor;
  }

  #onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    // ws listens for errors from handleUpgrade on; before, one would end the process.
    socket.on('error', ignore);
    const path = pathOf(request);
    const admission = this.#admit(request, path);
    if (admission.refusal !== undefined) {
      this.#parts.metrics.controlRequest(admission.refusal.status, path);
      refuseUpgrade(socket, admission.refusal);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('error', ignore);
      this.#parts.guard.becameSession(request.socket);
      this.#parts.metrics.controlRequest(101, path);
      this.#parts.accept(acceptedTransport(webSocket, request), admission);
    });
  }

  #admit(request: IncomingMessage, path: string): Admission {
    if (path !== TUNNEL_PATH) return { refusal: { status: 404, message: `WebSockets are at ${TUNNEL_PATH}.` } };
    return this.#parts.admissions.client(request, request.headers['sec-websocket-protocol']);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = pathOf(request);
    const isPoll = PollSessions.isPoll(path);
    const isAdmin = AdminTokens.isAdmin(path);
    // Ids of sessions and tokens are no labels.
    const label = isPoll ? POLL_PATH : isAdmin ? ADMIN_TOKENS_PATH : path;
    response.on('finish', () => this.#parts.metrics.controlRequest(response.statusCode, label));
    if (isPoll) return this.#polls.answer(request, response).catch(() => void response.destroy());
    if (isAdmin) return this.#answerAdmin(path, request, response).catch(() => void response.destroy());
    const { licences } = this.#parts;
    if (licences !== undefined && path.startsWith('/licence/')) return licences.answer(path, request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendText(response, 405, 'Only GET and HEAD are answered here.');
    }
    const checks = this.#parts.health[path];
    if (checks !== undefined) return sendHealth(response, checks);
    if (path === '/status' || path === '/metrics') return this.#answerOperator(path, request, response);
    if (path === TUNNEL_PATH) {
      response.setHeader('Upgrade', 'websocket').setHeader('Connection', 'Upgrade');
      // A client that did ask for a WebSocket learns by this that somebody on the way has dropped it.
      response.setHeader(UPGRADE_MISSING_FIELD, 'websocket');
      return sendText(response, 426, `This is the WebSocket endpoint of clients, which speak ${SUBPROTOCOL}.`);
    }
    if (path === OWN_CA_PATH && this.#parts.ca !== undefined) {
      const nonce = request.headers[PROOF_NONCE_FIELD];
      const isNonce = typeof nonce === 'string' && caProof.isNonce(nonce);
      const proof = isNonce ? this.#parts.proveCa?.(nonce) : undefined;
      if (proof !== undefined) response.setHeader(PROOF_FIELD, proof);
      return send(response, 200, 'application/x-pem-file', this.#parts.ca);
    }
    sendText(response, 404, 'There is nothing here.');
  }

  async #answerAdmin(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Whoever breaks off needs no answer.
    request.on('error', ignore);
    const admission = this.#parts.admissions.operator(request);
    if (admission.refusal === undefined) return this.#parts.adminTokens.answer(path, request, response, admission);
    const { status, message } = admission.refusal;
    setRefusalFields(response, admission.refusal);
    sendJson(response, status, { code: 'not-allowed', message });
  }

  async #answerOperator(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { refusal } = this.#parts.admissions.operator(request);
    if (refusal !== undefined) {
      setRefusalFields(response, refusal);
      return sendText(response, refusal.status, refusal.message);
    }
    if (path === '/status') return sendJson(response, 200, this.#parts.status());
    send(response, 200, this.#parts.metrics.contentType, await this.#parts.metrics.render());
  }
}

const CLOSED: CloseReason = { code: 'closed', message: 'The exit server has stopped.' };

/** Answers whoever does not speak TLS, so that they learn it: a client makes its message of this. */
function refusePlain(socket: Socket): void {
  socket.on('error', ignore);
  const body = 'This port speaks TLS: use wss:// (or https://).\n';
  const fields = ['HTTP/1.1 400 Bad Request', 'Content-Type: text/plain', `Content-Length: ${body.length}`];
  // What the peer sent must be read, or closing would reset the connection before the answer arrives.
  socket.resume();
  socket.end(`${fields.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`, () => socket.destroySoon());
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

/** Ends a handshake with a plain answer of one line. */
function refuseUpgrade(socket: Duplex, { status, message, retryAfter }: Refusal): void {
  const body = `${message}\n`;
  const fields = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    `${VERSION_FIELD}: ${VERSION}`,
  ];
  if (status === 401) fields.push('WWW-Authenticate: Bearer');
  if (status === 426) fields.push('Upgrade: websocket', `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`);
  if (retryAfter !== undefined) fields.push(`Retry-After: ${retryAfter}`);
  // Half-open connections are allowed here, so a client that never ends its side would keep the socket for ever.
  socket.end(`${fields.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

function sendHealth(response: ServerResponse, checks: HealthChecks): void {
  const { healthy, details, checks: results } = checks.report();
  sendJson(response, healthy ? 200 : 503, { status: healthy ? 'ok' : 'unavailable', ...details, checks: results });
}

function ignore(): void {}
