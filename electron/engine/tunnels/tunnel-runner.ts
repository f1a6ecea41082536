import type { OnDemandState } from '../../../shared/contract/on-demand.ts';
import type { LinkWay } from '../../../shared/contract/server.ts';
import type { Probes, TunnelConfig, TunnelStatus } from '../../../shared/contract/tunnel.ts';
import { folderUpstream } from '../../../shared/folder-upstream.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import type { TunnelRules } from '../../../shared/rules/tunnel-rules.ts';
import type { LinkUsed } from '../../../shared/wire/messages.ts';
import { TunnelProber } from '../health/tunnel-prober.ts';
import type { TunnelCounters } from '../metrics/tunnel-counters.ts';
import type { Network } from '../network/network.ts';
import { OnDemandDialer } from '../on-demand/on-demand-dialer.ts';
import type { OnDemandService } from '../on-demand/on-demand-service.ts';
import type { OnDemandServices } from '../on-demand/on-demand-services.ts';
import { isResting, shownProbe, shownState } from '../on-demand/shown-on-demand.ts';
import { isNavigation } from '../on-demand/wake-answer.ts';
import { WakeError } from '../on-demand/wake-error.ts';
import type { RequestCapture } from '../requests/capture/request-capture.ts';
import { exitRules } from '../rules/exit-rules.ts';
import { HttpTunnel } from './http-tunnel.ts';
import type { LinkState } from './link-state.ts';
import { linkWay } from './link-way.ts';
import type { LiveTunnel } from './live-tunnel.ts';
import type { NonceBook } from './nonce-book.ts';
import type { OpenState } from './open-status.ts';
import { openUpstream } from './open-upstream.ts';
import type { Supervisor } from './supervisor.ts';
import { TcpTunnel } from './tcp-tunnel.ts';
import { tunnelStatus } from './tunnel-status.ts';
import type { Dialer } from './upstream-dialer.ts';
import { UpstreamError } from './upstream-error.ts';
import { UpstreamHost } from './upstream-host.ts';
import { UpstreamRoutes } from './upstream-routes.ts';

export interface RunnerParts {
  readonly supervisor: Supervisor;
  readonly counters: TunnelCounters;
  readonly nonces: NonceBook;
  readonly network: Network;
  readonly requests: RequestCapture;
  /** Host of the exit server's control plane; undefined: the one inside this app. */
  readonly exitHost: string | undefined;
  readonly onDemand: OnDemandServices;
  /** Status, probes or public URL changed. */
  onChange(): void;
  /** The exit server ended it, as its rules say. */
  onEnded(why: 'expired' | 'idle'): void;
  /** A visitor has used a link of its rules. */
  onLinkUsed(use: LinkUsed): void;
}

/** Runs one enabled tunnel of this computer's services: opens it over its exit server, watches its hops and says how it is. */
export class TunnelRunner {
  readonly #config: TunnelConfig;
  #rules: TunnelRules;
  #updateRules: (() => void) | undefined;
  readonly #parts: RunnerParts;
  readonly #host: UpstreamHost;
  readonly #routes: UpstreamRoutes;
  readonly #prober: TunnelProber;
  readonly #service: OnDemandService | undefined;
  readonly #serviceHooks = { isBusy: () => this.#parts.counters.open > 0, onChange: () => this.#onService() };
  readonly #close: () => void;
  readonly #unsubscribe: () => void;
  #link: LinkState = { state: 'idle' };
  #open: OpenState = { state: 'waiting' };
  /** How to tell the exit server of the upstream, and what it was told last. */
  #health: { report: (healthy: boolean, message?: string) => void; told: boolean | undefined } | undefined;

  constructor(config: TunnelConfig, parts: RunnerParts) {
    this.#config = config;
    this.#rules = config.rules;
    this.#parts = parts;
    const { supervisor, nonces, network } = parts;
    const dialer = openUpstream(config, network.trust);
    this.#host = new UpstreamHost(config, parts.onChange);
    this.#routes = new UpstreamRoutes(config, network.trust, parts.onChange);
    this.#routes.set(config.rules.routes);
    const onChange = () => {
      if (this.#prober.upstream.state === 'failed') this.#host.forget();
      this.#reportHealth();
      parts.onChange();
    };
    const isPublic = config.kind !== 'private';
    const pingLink = () => supervisor.ping();
    const rules = () => this.#rules;
    const { kind, healthCheck } = config;
    const asked = { kind, healthCheck, isPublic, exitHost: parts.exitHost, rules };
    this.#prober = new TunnelProber({ ...asked, dialer, nonces, network, onChange, pingLink });
    this.#service = parts.onDemand.open(config, dialer, this.#serviceHooks);
    this.#prober.startUpstream();
    const { name, remotePort, shared } = config;
    this.#close = supervisor.open({
      kind,
      name,
      remotePort,
      upstream: toldUpstream(config.upstream),
      shared,
      rules: () => exitRules(this.#rules),
      live: this.#liveTunnel(dialer),
      onAnswer: (answer) => {
        if (!answer.opened) return this.#onClosed(answer.code, answer.message);
        this.#health = { report: answer.reportHealth, told: undefined };
        this.#updateRules = answer.updateRules;
        this.#reportHealth();
        this.#prober.startPublicUrl(answer.publicUrl, answer.tunnelId);
        this.#setOpen({ state: 'open', publicUrl: answer.publicUrl });
      },
      onClosed: (code, message) => this.#onClosed(code, message),
      onLinkUsed: (use) => parts.onLinkUsed(use),
    });
    this.#unsubscribe = supervisor.link.subscribe((link) => this.#onLink(link));
  }

  get status(): TunnelStatus {
    const { upstream } = this.#config;
    const { refusal } = this.#host;
    const { onDemandState: onDemand } = this;
    const { problem } = this.#routes;
    const [link, open, probes] = [this.#link, this.#open, this.#prober];
    return tunnelStatus({ enabled: true, link, open, upstream, probes, refusal, onDemand, routeProblem: problem });
  }

  /** How the service is, where it is started on demand. */
  get onDemandState(): OnDemandState | undefined {
    return this.#service && shownState(this.#service.state, this.#prober.upstream);
  }

  /** How the session reaches the exit server, while there is one. */
  get way(): LinkWay {
    return linkWay(this.#link);
  }

  get probes(): Probes {
    const { link, upstream, publicUrl } = this.#prober;
    return { link, upstream: shownProbe(this.onDemandState, upstream), publicUrl };
  }

  /** Where visitors reach it, while it is open. */
  get publicUrl(): string | undefined {
    return this.#open.state === 'open' ? this.#open.publicUrl : undefined;
  }

  /** Whether its traffic is being measured: the link is up. */
  get measured(): boolean {
    return this.#open.state === 'open';
  }

  /** Changes its rules: they hold for every request from now on, and nothing that runs is broken off. */
  setRules(rules: TunnelRules): void {
    this.#rules = rules;
    this.#routes.set(rules.routes);
    this.#updateRules?.();
    // What a probe may find depends on them.
    this.#prober.probeNow();
  }

  /** Probes now instead of at the next time. */
  probeNow(): void {
    this.#service?.retry();
    this.#prober.probeNow();
  }

  /** Lets the service be told another host from the next request on. */
  setHostHeader(hostHeader: TunnelConfig['hostHeader']): void {
    this.#host.set({ hostHeader, upstream: this.#config.upstream });
    this.#routes.set(this.#rules.routes, { hostHeader, proxyProtocol: this.#config.proxyProtocol });
  }

  /** Asks the service in another way whether it is well. */
  setHealthCheck(healthCheck: TunnelConfig['healthCheck']): void {
    this.#prober.setHealthCheck(healthCheck);
  }

  stop(): void {
    this.#unsubscribe();
    this.#prober.stop();
    this.#routes.stop();
    this.#close();
    this.#parts.onDemand.close(this.#config.id, this.#serviceHooks);
  }

  #liveTunnel(dialer: Dialer): LiveTunnel {
    const { counters, nonces, requests } = this.#parts;
    const { id } = this.#config;
    const onUpstream = (error: UpstreamError | undefined) => this.#onUpstream(error);
    const service = this.#service;
    if (this.#config.kind !== 'http') {
      const onVisitor = () => this.#prober.noteVisitor();
      return new TcpTunnel({
        dialer: service ? new OnDemandDialer(dialer, service, 'tcp') : dialer,
        counters,
        onUpstream,
        onVisitor,
        isOwnProbe: (visitor) => nonces.hasAddress(visitor),
      });
    }
    const isOwnNonce = (nonce: string) => nonces.has(nonce);
    const capture = (head: RequestHead) => requests.begin(id, head);
    const route = (target: string) => this.#routes.find(target);
    const parts = { dialer, counters, onUpstream, host: this.#host, route, isOwnNonce, capture };
    if (!service) return new HttpTunnel(parts);
    const browsers = new OnDemandDialer(dialer, service, 'browser');
    const programs = new OnDemandDialer(dialer, service, 'program');
    return new HttpTunnel({ ...parts, dialerFor: (head) => (isNavigation(head) ? browsers : programs) });
  }

  #onUpstream(error: UpstreamError | undefined): void {
    if (!error) this.#service?.noteUse();
    // What became of a start says the service itself.
    if (!(error instanceof WakeError)) this.#prober.noteUpstream(error);
  }

  /** What is known of the port changes with the service: nobody need wait for the next probe. */
  #onService(): void {
    const state = this.#service?.state.state;
    if (state === 'running') this.#prober.noteUpstream(undefined);
    else if (state !== 'starting') this.#prober.noteUpstream(new UpstreamError('upstream-refused', 'Nothing runs.'));
    else this.#parts.onChange();
  }

  #onClosed(code: string, message: string): void {
    if (code === 'expired' || code === 'idle') this.#parts.onEnded(code);
    else this.#setOpen({ state: 'refused', code, message });
  }

  #onLink(link: LinkState): void {
    if (this.#link.state === 'online' && link.state !== 'online') {
      this.#open = { state: 'waiting' };
      this.#health = undefined;
      this.#prober.linkLost('message' in link ? link.message : 'The link to the exit server was lost.');
    }
    this.#link = link;
    this.#parts.onChange();
  }

  #reportHealth(): void {
    const onDemand = this.onDemandState;
    const { state, message } = shownProbe(onDemand, this.#prober.upstream);
    if (!this.#health || (state === 'unknown' && !isResting(onDemand))) return;
    // To a private service that is said to be down the exit server lets nobody, and so nothing would ever start it.
    const healthy =
      state === 'ok' || isResting(onDemand) || (onDemand?.state === 'failed' && this.#config.kind === 'private');
    if (healthy === this.#health.told) return;
    this.#health.told = healthy;
    this.#health.report(healthy, healthy ? undefined : message);
  }

  #setOpen(open: OpenState): void {
    this.#open = open;
    this.#parts.onChange();
  }
}

/** What the exit server is told of where the tunnel leads: of a folder its name, and not where on this computer it is. */
function toldUpstream(upstream: string): string {
  return folderUpstream.read(upstream) === undefined
    ? upstream
    : `folder:${upstream.slice(upstream.lastIndexOf('/') + 1)}`;
}
