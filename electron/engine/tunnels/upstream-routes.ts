import type { TunnelConfig } from '../../../shared/contract/tunnel.ts';
import type { PathRoute } from '../../../shared/rules/tunnel-rules.ts';
import { probeUpstream } from '../health/upstream-probe.ts';
import type { Trust } from '../network/trust.ts';
import { type Dialer, UpstreamDialer } from './upstream-dialer.ts';
import type { UpstreamError } from './upstream-error.ts';
import { UpstreamHost } from './upstream-host.ts';

/** How often a routed upstream that does not answer is asked whether it does again, ms: its user starts it and looks at the light. */
const RETRY_MS = 2_000;

/** Where requests go: to the tunnel's own upstream, or to that of a route. */
export interface UpstreamWay {
  readonly dialer: Dialer;
  /** What the upstream is told that its host is. */
  readonly host: UpstreamHost;
  /** The upstream answered (undefined) or could not be reached. */
  onUpstream(error: UpstreamError | undefined): void;
}

/** A way, and the target that is asked for there. */
export interface Routed {
  readonly way: UpstreamWay;
  readonly target: string;
}

/** A routed upstream that does not answer. */
export interface RouteProblem {
  readonly path: string;
  /** One sentence that names its address. */
  readonly message: string;
  /** ms since the epoch */
  readonly since: number;
}

type RoutedConfig = Pick<TunnelConfig, 'hostHeader' | 'proxyProtocol'>;

interface Entry extends UpstreamWay {
  readonly dialer: UpstreamDialer;
  readonly route: PathRoute;
  problem: RouteProblem | undefined;
  retry: NodeJS.Timeout | undefined;
}

/** The path routes of one HTTP tunnel: which upstream a request goes to, and which of them do not answer. */
export class UpstreamRoutes {
  readonly #trust: Trust;
  readonly #onChange: () => void;
  /** The longest path first. */
  #entries: readonly Entry[] = [];
  #config: RoutedConfig;

  /** @param onChange a routed upstream began or ceased to answer */
  constructor(config: RoutedConfig, trust: Trust, onChange: () => void) {
    this.#config = config;
    this.#trust = trust;
    this.#onChange = onChange;
  }

  /** One that does not answer, as far as its last visitor and the probes since have shown. */
  get problem(): RouteProblem | undefined {
    return this.#entries.find(({ problem }) => problem !== undefined)?.problem;
  }

  /** Counts for the requests that come from now on. Routes that stay keep what is known of them. */
  set(routes: readonly PathRoute[], config: RoutedConfig = this.#config): void {
    this.#config = config;
    const before = this.#entries;
    const byLength = [...routes].sort((one, other) => other.path.length - one.path.length);
    this.#entries = byLength.map((route) => this.#keep(route, before) ?? this.#make(route));
    for (const entry of before) if (!this.#entries.includes(entry)) clearTimeout(entry.retry);
    for (const { host, route } of this.#entries) host.set({ hostHeader: config.hostHeader, upstream: route.upstream });
  }

  stop(): void {
    for (const entry of this.#entries) clearTimeout(entry.retry);
    this.#entries = [];
  }

  /** The route of a target in origin-form; undefined where the tunnel's own upstream is meant. */
  find(target: string): Routed | undefined {
    for (const entry of this.#entries) {
      const { path, stripPrefix } = entry.route;
      if (!target.startsWith(path)) continue;
      const rest = target.slice(path.length);
      if (rest !== '' && rest[0] !== '/' && rest[0] !== '?') continue;
      if (!stripPrefix) return { way: entry, target };
      return { way: entry, target: rest[0] === '/' ? rest : `/${rest}` };
    }
    return undefined;
  }

  #keep(route: PathRoute, before: readonly Entry[]): Entry | undefined {
    return before.find((entry) => JSON.stringify(entry.route) === JSON.stringify(route));
  }

  #make(route: PathRoute): Entry {
    const { hostHeader, proxyProtocol } = this.#config;
    const entry: Entry = {
      route,
      dialer: new UpstreamDialer(route.upstream, proxyProtocol, this.#trust),
      host: new UpstreamHost({ hostHeader, upstream: route.upstream }, () => {}),
      problem: undefined,
      retry: undefined,
      onUpstream: (error) => this.#note(entry, error),
    };
    return entry;
  }

  #note(entry: Entry, error: UpstreamError | undefined): void {
    if (!this.#entries.includes(entry)) return;
    if (error !== undefined && entry.retry === undefined) {
      entry.retry = setTimeout(() => void this.#ask(entry), RETRY_MS).unref();
    }
    if ((error === undefined) === (entry.problem === undefined)) return;
    const { path } = entry.route;
    entry.problem = error && { path, message: error.message, since: Date.now() };
    this.#onChange();
  }

  async #ask(entry: Entry): Promise<void> {
    const result = await probeUpstream(entry.dialer);
    entry.retry = undefined;
    this.#note(entry, 'error' in result ? result.error : undefined);
  }
}
