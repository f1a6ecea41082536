import type { Server, Socket } from 'node:net';
import { breakOff } from '../../shared/break-off.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import type { UpstreamHealth } from '../http/http-tunnel.ts';
import type { StreamOpener } from '../http/stream-pool.ts';
import { addressOf } from '../http/visitor-address.ts';
import type { PortTraffic } from '../metrics/tcp-metrics.ts';
import type { VisitorEntrance } from '../proxy-protocol/visitor-entrance.ts';
import type { TunnelGuard } from '../rules/tunnel-guard.ts';
import { TunnelPipes } from './tunnel-pipes.ts';

/** Facts about a TCP tunnel that do not change while it is open. */
export interface TcpTunnelFacts {
  id: number;
  name: string;
  /** The public port that it listens on. */
  port: number;
  publicUrl: string;
  /** Where it leads, as the client says; only shown. */
  upstream: string;
}

/** What an open TCP tunnel works with. */
export interface TcpTunnelParts {
  opener: StreamOpener;
  traffic: PortTraffic;
  entrance: VisitorEntrance;
}

/** One open TCP tunnel: a public port whose connections go over one stream each. */
export class TcpTunnel {
  readonly kind = 'tcp';
  readonly id: number;
  readonly name: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly upstream: string;
  health: UpstreamHealth | undefined;
  /** Its rules; undefined where it has none. */
  guard: TunnelGuard | undefined;
  readonly #server: Server;
  readonly #entrance: VisitorEntrance;
  readonly #pipes: TunnelPipes;
  #onEmpty: (() => void) | undefined;

  /** Takes over a server that listens already. */
  constructor(facts: TcpTunnelFacts, server: Server, { opener, traffic, entrance }: TcpTunnelParts) {
    this.id = facts.id;
    this.name = facts.name;
    this.port = facts.port;
    this.publicUrl = facts.publicUrl;
    this.upstream = facts.upstream;
    this.#server = server;
    this.#entrance = entrance;
    this.#pipes = new TunnelPipes(facts.id, opener, traffic);
    server.on('connection', (socket) => entrance.accept(socket, (visitor) => this.#welcome(visitor)));
  }

  /** Whether a connection goes through it. */
  get busy(): boolean {
    return this.#pipes.size > 0;
  }

  /** Takes no new connections and resolves when those that are open have ended. */
  drain(): Promise<void> {
    this.#server.close();
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      this.#checkEmpty();
    });
  }

  /** Gives the port back and breaks its connections off. */
  close(_reason: CloseReason): void {
    this.#server.close();
    this.#pipes.destroy();
  }

  #welcome(socket: Socket): void {
    // A proxy may take its time to say who visits, and the tunnel be gone by then.
    if (!this.#server.listening) breakOff(socket);
    else if (this.guard?.admits(addressOf(socket)) === false) this.#entrance.refuseByRules(socket);
    else this.#pipes.add(socket, () => this.#checkEmpty());
  }

  #checkEmpty(): void {
    if (this.#pipes.size === 0) this.#onEmpty?.();
  }
}
