import type { Server, Socket } from 'node:net';
import { encodeStreamHeader } from '../../shared/wire/stream-header.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { UpstreamHealth } from '../http/http-tunnel.ts';
import type { StreamOpener } from '../http/stream-pool.ts';
import { visitorOf } from '../http/visitor-address.ts';
import type { VisitorGate } from '../limits/visitor-gate.ts';
import type { PortTraffic } from '../metrics/tcp-metrics.ts';
import { SocketPipe } from '../net/socket-pipe.ts';

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
  gate: VisitorGate;
}

/** Until the pipe has taken over in the same turn, nothing can happen on a stream. */
const NO_HANDLER: StreamHandler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };

/** One open TCP tunnel: a public port whose connections go over one stream each. */
export class TcpTunnel {
  readonly kind = 'tcp';
  readonly id: number;
  readonly name: string;
  readonly port: number;
  readonly publicUrl: string;
  readonly upstream: string;
  health: UpstreamHealth | undefined;
  readonly #server: Server;
  readonly #opener: StreamOpener;
  readonly #traffic: PortTraffic;
  readonly #gate: VisitorGate;
  readonly #pipes = new Set<SocketPipe>();
  #onEmpty: (() => void) | undefined;

  /** Takes over a server that listens already. */
  constructor(facts: TcpTunnelFacts, server: Server, { opener, traffic, gate }: TcpTunnelParts) {
    this.id = facts.id;
    this.name = facts.name;
    this.port = facts.port;
    this.publicUrl = facts.publicUrl;
    this.upstream = facts.upstream;
    this.#server = server;
    this.#opener = opener;
    this.#traffic = traffic;
    this.#gate = gate;
    server.on('connection', (socket) => this.#onConnection(socket));
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
    for (const pipe of [...this.#pipes]) pipe.destroy();
  }

  #onConnection(socket: Socket): void {
    if (!this.#gate.admit(socket)) return;
    this.#traffic.accepted++;
    let stream: YamuxStream;
    try {
      stream = this.#opener.openStream(NO_HANDLER);
    } catch {
      // The session has as many streams as it may, or is ending.
      socket.resetAndDestroy();
      return;
    }
    stream.write(encodeStreamHeader({ kind: 'tcp', tunnelId: this.id, visitor: visitorOf(socket) }));
    this.#traffic.open++;
    this.#pipes.add(new SocketPipe(socket, stream, this.#traffic, (pipe) => this.#onPipeClosed(pipe)));
  }

  #onPipeClosed(pipe: SocketPipe): void {
    this.#traffic.open--;
    this.#pipes.delete(pipe);
    this.#checkEmpty();
  }

  #checkEmpty(): void {
    if (this.#pipes.size === 0) this.#onEmpty?.();
  }
}
