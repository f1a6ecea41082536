import { HttpGroup } from '../http/http-group.ts';
import type { HttpTunnel } from '../http/http-tunnel.ts';
import type { HostPattern } from '../http/public-url.ts';
import type { TlsTunnel } from '../passthrough/tls-tunnel.ts';

/** How long visitors of a name that went away are told to come back (503 `client-away`), ms. */
export const AWAY_MEMORY_MS = 10 * 60_000;
/** Names remembered at most: a client may open and close names without end. */
const MAX_AWAY_NAMES = 10_000;

/** A tunnel that has a host of its own. */
export type NamedTunnel = HttpTunnel | TlsTunnel;

/** What a name leads to: a TLS tunnel, or the HTTP tunnels that share it. */
export type Named = HttpGroup | TlsTunnel;

/** The open HTTP and TLS tunnels by the label of their host, and the names that went away a short while ago. */
export class TunnelRegistry {
  readonly #patterns: readonly HostPattern[];
  readonly #now: () => number;
  readonly #open = new Map<string, Named>();
  #tlsTunnels = 0;
  /** Name → when it went away; oldest first. */
  readonly #away = new Map<string, number>();

  constructor(patterns: readonly HostPattern[], now: () => number = () => performance.now()) {
    this.#patterns = patterns;
    this.#now = now;
  }

  /** Whether a TLS tunnel is open. */
  get hasTls(): boolean {
    return this.#tlsTunnels > 0;
  }

  get(name: string): Named | undefined {
    return this.#open.get(name);
  }

  /** What all open names lead to. */
  names(): Iterable<Named> {
    return this.#open.values();
  }

  /**
   * Finds the tunnels that a host of a request or a server name (lower case, with or without port) belong to; `away` when its name was open within the
   * last 10 minutes.
   */
  find(host: string | undefined): Named | 'away' | undefined {
    if (host === undefined) return undefined;
    const name = this.#nameOf(withoutPort(host));
    if (name === undefined) return undefined;
    const named = this.#open.get(name);
    if (named !== undefined) return named;
    const since = this.#away.get(name);
    return since !== undefined && this.#now() - since < AWAY_MEMORY_MS ? 'away' : undefined;
  }

  /** Adds a tunnel whose name is free, or an HTTP tunnel to those that share its name. */
  add(tunnel: NamedTunnel): void {
    const named = this.#open.get(tunnel.name);
    if (tunnel.kind === 'tls') {
      this.#tlsTunnels++;
      this.#open.set(tunnel.name, tunnel);
    } else if (named?.kind === 'http') {
      named.add(tunnel);
    } else {
      this.#open.set(tunnel.name, new HttpGroup(tunnel));
    }
    this.#away.delete(tunnel.name);
  }

  /** Removes a tunnel, and remembers that its name was there where it was the last one. */
  remove(tunnel: NamedTunnel): void {
    const named = this.#open.get(tunnel.name);
    if (named?.kind === 'http') {
      if (tunnel.kind !== 'http' || !named.remove(tunnel) || named.members.length > 0) return;
    } else if (named === undefined || named !== tunnel) {
      return;
    }
    if (tunnel.kind === 'tls') this.#tlsTunnels--;
    this.#open.delete(tunnel.name);
    this.#away.set(tunnel.name, this.#now());
    const [oldest] = this.#away.keys();
    if (this.#away.size > MAX_AWAY_NAMES && oldest !== undefined) this.#away.delete(oldest);
  }

  #nameOf(host: string): string | undefined {
    for (const { prefix, suffix } of this.#patterns) {
      if (host.length > prefix.length + suffix.length && host.endsWith(suffix) && host.startsWith(prefix)) {
        const name = host.slice(prefix.length, host.length - suffix.length);
        // A name is one label: `a.b.example.com` is not a tunnel called `a.b`.
        if (!name.includes('.')) return name;
      }
    }
    return undefined;
  }
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(':');
  const name = colon < 0 ? host : host.slice(0, colon);
  // `example.com.` is the same host, spelt in full (RFC 1034 §3.1).
  return name.endsWith('.') ? name.slice(0, -1) : name;
}
