import type { TokenScope } from '../../shared/tokens/token-scope.ts';
import type { OpenTunnel, ServerMessage, UpdateTunnel } from '../../shared/wire/messages.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import type { ForwardAsker } from '../forward/forward-access.ts';
import type { ForwardPlane } from '../forward/forward-plane.ts';
import type { ForwardTunnel } from '../forward/forward-tunnel.ts';
import type { PrivateTunnel } from '../forward/private-tunnel.ts';
import { HttpTunnel, type TunnelSession } from '../http/http-tunnel.ts';
import type { PublicUrls } from '../http/public-url.ts';
import type { StreamOpener } from '../http/stream-pool.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import type { TcpMetrics } from '../metrics/tcp-metrics.ts';
import { TlsTunnel } from '../passthrough/tls-tunnel.ts';
import { type RuledTunnel, RuleKeeper, type RulesOwner } from '../rules/rule-keeper.ts';
import type { TcpDataPlane } from '../tcp/tcp-data-plane.ts';
import type { TcpTunnel } from '../tcp/tcp-tunnel.ts';
import { mayOpen } from '../tokens/scope-check.ts';
import { checkJoin } from './check-join.ts';
import { DNS_LABEL } from './dns-label.ts';
import { type NameTerms, termsOf } from './name-terms.ts';
import { TunnelRefusal } from './tunnel-refusal.ts';
import type { TunnelRegistry } from './tunnel-registry.ts';

/** A tunnel of any kind. */
export type Tunnel = HttpTunnel | TcpTunnel | TlsTunnel | PrivateTunnel | ForwardTunnel;

/** Tunnel ids are u32 and never given twice while the server runs; after four thousand million they start again. */
const MAX_TUNNEL_ID = 0xffff_ffff;

/** Kinds of tunnels that several clients may serve together. A public port has one listener, and its probe could not tell whose client answers. */
const SHAREABLE: ReadonlySet<OpenTunnel['kind']> = new Set(['http', 'private']);

/** The session that asks for a tunnel. */
export type OpeningSession = TunnelSession & ForwardAsker & RulesOwner;

/** Who asks for a tunnel. */
export interface TunnelOwner {
  clientId: string;
  /** Undefined: the token of `--token-file`. */
  tokenId: string | undefined;
  /** What the token of the session allows. */
  scope: TokenScope;
  /** Tunnels that clients with the token have already. */
  open: number;
}

/** What tunnels are opened on. */
export interface TunnelOpenerParts {
  registry: TunnelRegistry;
  tcp: TcpDataPlane;
  forwards: ForwardPlane;
  requests: RequestMetrics;
  /** Counts the connections of TLS tunnels too, under the data plane's port. */
  connections: TcpMetrics;
  urls: PublicUrls;
  /** Port of the HTTP data plane. */
  dataPort: number;
}

/** Opens and closes tunnels for sessions: checks names and ports and makes them known to the data planes. */
export class TunnelOpener {
  readonly #parts: TunnelOpenerParts;
  readonly #rules = new RuleKeeper();
  #lastId = 0;

  constructor(parts: TunnelOpenerParts) {
    this.#parts = parts;
  }

  /** Opens what a client asks for, over its session. Rejects with TunnelRefusal. */
  async open(request: OpenTunnel, owner: TunnelOwner, session: OpeningSession): Promise<Tunnel> {
    const refusal = mayOpen(owner.scope, request, owner.open);
    if (refusal !== undefined) throw new TunnelRefusal(refusal.code, refusal.message);
    this.#rules.check(request.kind, request.rules);
    const tunnel = await this.#open(request, owner, session);
    // Still in the turn in which it was made known: nobody can have come through it without them.
    if (tunnel.kind !== 'forward') this.#rules.add(tunnel, request.rules, session);
    return tunnel;
  }

  /** Gives an open tunnel other rules; undefined: it is closed by now. Returns the answer for the client. */
  update(tunnel: Tunnel | undefined, { requestId, rules }: UpdateTunnel): ServerMessage {
    try {
      if (tunnel === undefined) throw new TunnelRefusal('not-allowed', 'This tunnel is not open any more.');
      this.#rules.check(tunnel.kind, rules);
      for (const changed of this.#withRulesOf(tunnel)) this.#rules.set(changed, rules);
      return { type: 'tunnel-updated', requestId };
    } catch (error) {
      if (!(error instanceof TunnelRefusal)) throw error;
      return { type: 'tunnel-refused', requestId, code: error.code, message: error.message };
    }
  }

  /** The tunnels that have the rules of one: all that serve its name, where it is an HTTP tunnel. */
  #withRulesOf(tunnel: Tunnel): readonly RuledTunnel[] {
    if (tunnel.kind === 'forward') return [];
    const named = tunnel.kind === 'http' ? this.#parts.registry.get(tunnel.name) : undefined;
    return named?.kind === 'http' ? named.members : [tunnel];
  }

  async #open(request: OpenTunnel, owner: TunnelOwner, session: OpeningSession): Promise<Tunnel> {
    const { forwards } = this.#parts;
    const { kind, name, upstream, target = '' } = request;
    if (request.shared === true && !SHAREABLE.has(kind)) {
      throw new TunnelRefusal(
        'not-allowed',
        'Only HTTP tunnels and private services can be shared by several clients.',
      );
    }
    if (kind === 'http') return this.#openHttp(request, owner, session);
    if (kind === 'tls') return this.#openTls(request, session);
    if (kind === 'tcp') return this.#openTcp(request, owner, session);
    if (kind === 'private') return this.#openPrivate(request, owner, session);
    return forwards.openForward({ id: this.#nextId(), name, target, upstream }, session);
  }

  /** Closes a tunnel: its name or port is free again, and what goes through it breaks off. */
  close(tunnel: Tunnel, reason: CloseReason): void {
    if (tunnel.kind !== 'forward') this.#rules.drop(tunnel);
    if (tunnel.kind === 'tcp') {
      this.#parts.tcp.close(tunnel, reason);
    } else if (tunnel.kind !== 'http' && tunnel.kind !== 'tls') {
      this.#parts.forwards.close(tunnel);
    } else {
      this.#parts.registry.remove(tunnel);
      tunnel.close(reason);
    }
  }

  #openHttp(request: OpenTunnel, owner: TunnelOwner, session: TunnelSession): HttpTunnel {
    const { registry, requests, urls, dataPort } = this.#parts;
    const name = labelOf(request);
    const terms = termsOf(request, owner, name);
    this.#checkFree(name, terms);
    const named = registry.get(name);
    if (named?.kind === 'http') this.#rules.checkJoin(named.members, request.rules);
    const publicUrl = urls.http(name, dataPort);
    const facts = { id: this.#nextId(), name, publicUrl, upstream: request.upstream, terms };
    const tunnel = new HttpTunnel(facts, session, requests.forHost(urls.host(name)));
    registry.add(tunnel);
    return tunnel;
  }

  #openTls(request: OpenTunnel, session: StreamOpener): TlsTunnel {
    const { registry, connections, urls, dataPort } = this.#parts;
    const name = labelOf(request);
    this.#checkFree(name);
    const facts = { id: this.#nextId(), name, publicUrl: urls.tls(name, dataPort), upstream: request.upstream };
    const tunnel = new TlsTunnel(facts, session, connections.forPort(dataPort));
    registry.add(tunnel);
    return tunnel;
  }

  /** Whether a tunnel may have a name, on these terms. Throws TunnelRefusal. */
  #checkFree(name: string, terms?: NameTerms): void {
    const named = this.#parts.registry.get(name);
    if (named === undefined) return;
    const joiner = named.kind === 'http' ? terms : undefined;
    const holders = named.kind === 'http' ? named.members.map((member) => member.terms) : [ALONE];
    checkJoin(`The name "${name}"`, holders, joiner);
  }

  #openPrivate(request: OpenTunnel, owner: TunnelOwner, session: TunnelSession): PrivateTunnel {
    const name = labelOf(request);
    const terms = termsOf(request, owner, name);
    return this.#parts.forwards.openPrivate({ id: this.#nextId(), name, upstream: request.upstream, terms }, session);
  }

  #openTcp(request: OpenTunnel, { clientId, scope }: TunnelOwner, session: StreamOpener): Promise<TcpTunnel> {
    const { name, upstream, remotePort } = request;
    const identity = `${clientId}/${name}`;
    const allowed = scope.tcp;
    return this.#parts.tcp.open({ id: this.#nextId(), name, upstream, port: remotePort, allowed, identity }, session);
  }

  #nextId(): number {
    this.#lastId = this.#lastId === MAX_TUNNEL_ID ? 1 : this.#lastId + 1;
    return this.#lastId;
  }
}

/** The terms of TLS tunnels. */
const ALONE: NameTerms = { shared: false, tokenId: undefined, listed: false };

/** The label that a request asks for. Throws TunnelRefusal. */
function labelOf(request: OpenTunnel): string {
  // Hosts are compared without regard to case (RFC 9110 §4.2.3).
  const name = request.name.toLowerCase();
  if (DNS_LABEL.test(name)) return name;
  const message = `"${request.name}" cannot be part of a host name: use letters, digits and hyphens.`;
  throw new TunnelRefusal('bad-name', message);
}
