import { VERSION } from '../shared/version.ts';
import { formatAddress } from '../shared/wire/format-address.ts';
import type { CloseReason, Transport } from '../shared/wire/transport.ts';
import { AdminTokens } from './control/admin-tokens.ts';
import { Admissions, type Admitted } from './control/admission.ts';
import { caProver } from './control/ca-prover.ts';
import { ClientSession } from './control/client-session.ts';
import { ClientSessions } from './control/client-sessions.ts';
import { CONTROL_PATHS, ControlPlane } from './control/control-plane.ts';
import { ServerHealth } from './control/server-health.ts';
import type { SessionHost } from './control/session-host.ts';
import { reportSessions } from './control/session-report.ts';
import type { StatusReport } from './control/status-report.ts';
import { TunnelOpener } from './control/tunnel-opener.ts';
import { TunnelRefusal } from './control/tunnel-refusal.ts';
import { TunnelRegistry } from './control/tunnel-registry.ts';
import type { ExitServerAddresses, ExitServerOptions } from './exit-server-options.ts';
import { ForwardPlane } from './forward/forward-plane.ts';
import { HttpDataPlane } from './http/http-data-plane.ts';
import { PublicUrls } from './http/public-url.ts';
import { LicenceDesk } from './licences/licence-desk.ts';
import { LicenceGate } from './licences/licence-gate.ts';
import { ControlGuard } from './limits/control-guard.ts';
import { DEFAULT_EXIT_LIMITS, type ExitLimits } from './limits/exit-limits.ts';
import { VisitorGate } from './limits/visitor-gate.ts';
import type { ExitLog } from './log.ts';
import { ExitMetrics } from './metrics/metrics.ts';
import { VisitorEntrance } from './proxy-protocol/visitor-entrance.ts';
import { TcpDataPlane } from './tcp/tcp-data-plane.ts';
import { tokensOf } from './tokens/exit-tokens.ts';
import { TokenAuth } from './tokens/token-auth.ts';
import { TokenWatch } from './tokens/token-watch.ts';
import { within } from './within.ts';

const SHUTTING_DOWN: CloseReason = { code: 'closed', message: 'The exit server is shutting down.' };

/**
 * The exit server: clients open tunnels over the control plane, visitors reach them over the data planes.
 *
 * Has no state outside itself, handles no signals and never ends the process, so that the app can run one inside.
 */
export class ExitServer {
  readonly #options: ExitServerOptions;
  readonly #log: ExitLog;
  readonly #limits: ExitLimits;
  readonly #gate: VisitorGate;
  readonly #entrance: VisitorEntrance;
  readonly #sessions = new ClientSessions();
  readonly #metrics: ExitMetrics;
  readonly #registry: TunnelRegistry;
  readonly #urls: PublicUrls;
  readonly #http: HttpDataPlane;
  readonly #tcp: TcpDataPlane;
  readonly #forwards: ForwardPlane;
  readonly #control: ControlPlane;
  readonly #health: ServerHealth;
  readonly #tokens: TokenWatch;
  /** Set where sessions need a licence. */
  readonly #licences: LicenceGate | undefined;
  #startedAt = new Date();
  #addresses: ExitServerAddresses | undefined;
  #host: SessionHost | undefined;
  #draining = false;
  /** Told whenever a client has moved or left. */
  #onClientGone: (() => void) | undefined;
  #closing: Promise<void> | undefined;

  constructor(options: ExitServerOptions, { log }: { log: ExitLog }) {
    this.#options = options;
    this.#log = log;
    this.#limits = { ...DEFAULT_EXIT_LIMITS, ...options.limits };
    this.#gate = new VisitorGate(this.#limits);
    this.#entrance = new VisitorEntrance({ gate: this.#gate, proxies: options.proxyProtocol ?? [], log });
    const sessions = this.#sessions;
    const { shared, database } = tokensOf(options.token);
    const auth = new TokenAuth({ shared, database });
    this.#tokens = new TokenWatch({ auth, database, sessions: () => sessions.all(), log });
    this.#metrics = new ExitMetrics(
      { all: () => sessions.count(), withTcp: () => sessions.countWithTcp() },
      CONTROL_PATHS,
    );
    if (options.processMetrics === true) this.#metrics.addProcessMetrics();
    this.#urls = new PublicUrls(options.domain, options.publicUrl, options.tls?.data !== undefined);
    this.#registry = new TunnelRegistry(this.#urls.patterns);
    this.#http = new HttpDataPlane({
      registry: this.#registry,
      metrics: this.#metrics.requests,
      urls: this.#urls,
      certificates: options.tls?.data,
      challenges: options.tls?.challenges,
      limits: this.#limits,
      gate: this.#gate,
      entrance: this.#entrance,
      accessLog: options.accessLog,
    });
    this.#tcp = new TcpDataPlane({
      host: options.tcpAddr,
      range: options.tcpPorts,
      metrics: this.#metrics.tcp,
      entrance: this.#entrance,
      publicUrl: (port) => this.#urls.tcp(port),
    });
    this.#forwards = new ForwardPlane(options.allowForward ?? [], this.#metrics.forwards);
    this.#health = new ServerHealth(
      {
        status: () => this.status(),
        started: () => this.#addresses !== undefined,
        controlPlane: () => this.#control.listening,
        dataPlane: () => this.#http.listening,
      },
      { ...(database && { store: () => database.problem }), ...options.health },
    );
    const guard = new ControlGuard(this.#limits);
    this.#metrics.addLimits(this.#gate, guard);
    this.#metrics.addCertificates(options.tls?.control, options.tls?.data);
    const { licences } = options;
    const gate = licences && new LicenceGate({ ...licences, store: licences.own?.store });
    if (licences?.required === true) this.#licences = gate;
    this.#control = new ControlPlane({
      admissions: new Admissions({
        auth,
        guard,
        log,
        draining: () => this.#draining,
        used: (grant, from) => this.#tokens.used(grant, from),
      }),
      adminTokens: new AdminTokens({
        database,
        joinAddress: () => this.#addresses && options.joinAddress?.(this.#addresses),
        log,
      }),
      guard,
      headTimeoutMs: this.#limits.headTimeoutMs,
      metrics: this.#metrics,
      health: this.#health.byPath,
      status: () => this.status(),
      licences: licences && gate && new LicenceDesk({ ...licences, gate, guard, log }),
      certificates: options.tls?.control,
      ca: options.tls?.ca,
      proveCa: caProver(options.tls?.ca, shared),
      accept: (transport, client) => this.#accept(transport, client),
    });
  }

  /** Starts to listen. Rejects with ListenError where an address cannot be had; nothing listens then. Called once. */
  async start(): Promise<ExitServerAddresses> {
    try {
      // The data plane first: a client must not get a public URL that nobody listens on.
      const { data, http } = await this.#http.start(this.#options.dataAddr, this.#options.httpAddr);
      this.#host = this.#makeHost(data.port);
      const control = await this.#control.start(this.#options.controlAddr);
      this.#startedAt = new Date();
      this.#addresses = {
        controlAddr: formatAddress(control.address, control.port),
        dataAddr: formatAddress(data.address, data.port),
        ...(http === undefined ? {} : { httpAddr: formatAddress(http.address, http.port) }),
        controlPort: control.port,
        dataPort: data.port,
      };
      this.#health.changed();
      this.#tokens.start();
      return this.#addresses;
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  /**
   * Takes no new clients, tells those that are there, then takes no new visitors, and resolves when all running exchanges and connections
   * have ended, at the latest after `ms` milliseconds. To be followed by close().
   *
   * @param delayMs how long visitors are still taken, while clients and load balancers turn to another exit server; it ends early
   *   when all clients have
   */
  async drain(ms: number, delayMs = 0): Promise<void> {
    this.#draining = true;
    this.#health.changed();
    for (const session of this.#sessions.connected()) {
      session.send({ type: 'drain', message: SHUTTING_DOWN.message, deadlineMs: delayMs + ms });
    }
    if (delayMs > 0) await within(delayMs, this.#clientsGone());
    this.#entrance.close();
    await within(ms, Promise.all([this.#http.drain(), this.#tcp.drain(), this.#forwards.drain()]));
  }

  /** Ends everything at once and resolves when no socket is left. May be called more than once. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** What `/status` answers. */
  status(): StatusReport {
    return {
      version: VERSION,
      startedAt: this.#startedAt.toISOString(),
      uptimeSeconds: Math.round((Date.now() - this.#startedAt.getTime()) / 1000),
      draining: this.#draining,
      domain: this.#options.domain,
      controlAddr: this.#addresses?.controlAddr ?? '',
      dataAddr: this.#addresses?.dataAddr ?? '',
      visitorConnections: this.#http.connectionCount,
      sessions: reportSessions(this.#sessions.connected()),
    };
  }

  async #close(): Promise<void> {
    this.#sessions.closeAll(SHUTTING_DOWN);
    this.#entrance.close();
    await Promise.all([this.#http.close(), this.#control.close()]);
    this.#tokens.stop();
    this.#options.licences?.own?.store.close();
  }

  /** Resolves when every client has moved to another session, or left. */
  #clientsGone(): Promise<void> {
    return new Promise((resolve) => {
      this.#onClientGone = () => {
        if (this.#sessions.connected().every((session) => session.moved)) resolve();
      };
      this.#onClientGone();
    });
  }

  #accept(transport: Transport, client: Admitted): void {
    if (this.#host === undefined) transport.destroy(SHUTTING_DOWN);
    else this.#sessions.add(new ClientSession(transport, this.#host, client));
  }

  #makeHost(dataPort: number): SessionHost {
    const opener = new TunnelOpener({
      registry: this.#registry,
      tcp: this.#tcp,
      forwards: this.#forwards,
      requests: this.#metrics.requests,
      connections: this.#metrics.tcp,
      urls: this.#urls,
      dataPort,
    });
    return {
      log: this.#log,
      limits: this.#limits,
      licences: this.#licences,
      welcome: {
        serverVersion: VERSION,
        domain: this.#options.domain,
        dataPlaneUrl: this.#urls.dataPlane(dataPort),
      },
      admit: (session) => this.#sessions.endStale(session),
      open: async (request, session) => {
        const { scope, tokenId } = session.grant;
        const { licence } = session;
        const licensed = licence && this.#sessions.tunnelsLicensed(licence.id) - 1;
        const refusal = licence && this.#licences?.mayOpen(licence, request, licensed ?? 0);
        if (refusal !== undefined) throw new TunnelRefusal(refusal.code, refusal.message, refusal.licence);
        // The session counts this one already.
        const open = this.#sessions.tunnelsWith(tokenId) - 1;
        return opener.open(request, { clientId: session.client?.clientId ?? '', tokenId, scope, open }, session);
      },
      update: (tunnel, request) => opener.update(tunnel, request),
      close: (tunnel, reason) => opener.close(tunnel, reason),
      hasMoved: () => this.#onClientGone?.(),
      ended: (session) => {
        this.#sessions.remove(session);
        this.#onClientGone?.();
      },
    };
  }
}
