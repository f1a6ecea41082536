import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:net';
import { portsText } from '../../shared/tokens/scope-text.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import { TunnelRefusal } from '../control/tunnel-refusal.ts';
import { TCP_KEEP_ALIVE_MS } from '../http/http-data-plane.ts';
import type { StreamOpener } from '../http/stream-pool.ts';
import type { TcpMetrics } from '../metrics/tcp-metrics.ts';
import { ListenError, listen } from '../net/listen.ts';
import type { VisitorEntrance } from '../proxy-protocol/visitor-entrance.ts';
import { TcpTunnel } from './tcp-tunnel.ts';

/** The public ports that TCP tunnels may have, both ends included; `0` to `0` lets the operating system choose. */
export interface PortRange {
  from: number;
  to: number;
}

/** What a client asks for. */
export interface TcpTunnelRequest {
  id: number;
  name: string;
  upstream: string;
  /** The port asked for; undefined: any that is free. */
  port: number | undefined;
  /** The ports that its token allows; undefined: all. */
  allowed: readonly PortRange[] | undefined;
  /** Says which tunnel of which client it is, so that the same one gets the same port again where that is free. */
  identity: string;
}

export interface TcpDataPlaneParts {
  /** IP address or host name to listen on. */
  host: string;
  range: PortRange;
  metrics: TcpMetrics;
  entrance: VisitorEntrance;
  /** Public URL of a tunnel on a port. */
  publicUrl(port: number): string;
}

/** The ports that TCP visitors use: a listener for each TCP tunnel. */
export class TcpDataPlane {
  readonly #host: string;
  readonly #range: PortRange;
  readonly #parts: TcpDataPlaneParts;
  readonly #tunnels = new Map<number, TcpTunnel>();

  constructor(parts: TcpDataPlaneParts) {
    this.#parts = parts;
    this.#host = parts.host;
    this.#range = parts.range;
  }

  /** Opens a tunnel on the port asked for, or on a free one. Rejects with TunnelRefusal. */
  async open(request: TcpTunnelRequest, opener: StreamOpener): Promise<TcpTunnel> {
    const { server, port } =
      request.port === undefined ? await this.#listenAny(request) : await this.#listenOn(request.port);
    const { entrance, metrics, publicUrl } = this.#parts;
    const facts = { ...request, port, publicUrl: publicUrl(port) };
    const tunnel = new TcpTunnel(facts, server, { opener, entrance, traffic: metrics.forPort(port) });
    this.#tunnels.set(port, tunnel);
    return tunnel;
  }

  /** Closes a tunnel and gives its port back. */
  close(tunnel: TcpTunnel, reason: CloseReason): void {
    if (this.#tunnels.get(tunnel.port) === tunnel) this.#tunnels.delete(tunnel.port);
    tunnel.close(reason);
  }

  /** Takes no new connections and resolves when those that are open have ended. */
  async drain(): Promise<void> {
    await Promise.all([...this.#tunnels.values()].map((tunnel) => tunnel.drain()));
  }

  async #listenOn(port: number): Promise<{ server: Server; port: number }> {
    const { from, to } = this.#range;
    if (port < from || port > to) {
      const allowed =
        from === 0 ? 'this exit server chooses the ports itself' : `this exit server allows ports ${from} to ${to}`;
      throw new TunnelRefusal('port-not-allowed', `Port ${port} cannot be used: ${allowed}.`);
    }
    try {
      return await this.#tryListen(port);
    } catch (error) {
      throw this.#refusal(error, port);
    }
  }

  async #listenAny({ identity, allowed }: TcpTunnelRequest): Promise<{ server: Server; port: number }> {
    const ranges = this.#usable(allowed);
    const size = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0);
    const start = size === 0 ? 0 : createHash('sha256').update(identity).digest().readUInt32BE() % size;
    for (let step = 0; step < size; step++) {
      const port = portAt(ranges, (start + step) % size);
      if (this.#tunnels.has(port)) continue;
      try {
        return await this.#tryListen(port);
      } catch (error) {
        if (!(error instanceof ListenError && error.code === 'EADDRINUSE')) throw this.#refusal(error, port);
      }
    }
    throw this.#noneLeft(allowed, size);
  }

  /** Which of the server's ports a token allows. */
  #usable(allowed: readonly PortRange[] | undefined): readonly PortRange[] {
    const { from, to } = this.#range;
    if (allowed === undefined) return [this.#range];
    return allowed
      .map((range) => ({ from: Math.max(from, range.from), to: Math.min(to, range.to) }))
      .filter((range) => range.from <= range.to);
  }

  #noneLeft(allowed: readonly PortRange[] | undefined, size: number): TunnelRefusal {
    const { from, to } = this.#range;
    const all = `All TCP ports of this exit server (${from} to ${to})`;
    if (allowed === undefined) return new TunnelRefusal('port-taken', `${all} are in use.`);
    if (size > 0)
      return new TunnelRefusal(
        'port-taken',
        `All TCP ports that this token may use (${portsText(allowed)}) are in use.`,
      );
    const own = from === 0 ? 'the exit server chooses its ports itself' : `the exit server has ports ${from} to ${to}`;
    const message = `This token may use the TCP ports ${portsText(allowed)}, but ${own}: ask its owner for another token.`;
    return new TunnelRefusal('port-not-allowed', message);
  }

  async #tryListen(port: number): Promise<{ server: Server; port: number }> {
    const server = createServer({
      allowHalfOpen: true,
      noDelay: true,
      keepAlive: true,
      keepAliveInitialDelay: TCP_KEEP_ALIVE_MS,
    });
    const bound = await listen(server, { host: this.#host, port }, '--tcp-addr');
    return { server, port: bound.port };
  }

  #refusal(error: unknown, port: number): TunnelRefusal {
    const inUse = error instanceof ListenError && error.code === 'EADDRINUSE';
    if (inUse) return new TunnelRefusal('port-taken', `Port ${port} of the exit server is in use: choose another one.`);
    const why = error instanceof ListenError ? error.code : String(error);
    return new TunnelRefusal(
      'port-not-allowed',
      `The exit server cannot open port ${port} (${why}): choose another one.`,
    );
  }
}

/** The nth port of some ranges. */
function portAt(ranges: readonly PortRange[], n: number): number {
  let left = n;
  for (const { from, to } of ranges) {
    if (left <= to - from) return from + left;
    left -= to - from + 1;
  }
  throw new RangeError(`There is no port ${n}`);
}
