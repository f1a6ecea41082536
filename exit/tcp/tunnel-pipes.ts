import type { Socket } from 'node:net';
import { encodeStreamHeader } from '../../shared/wire/stream-header.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { StreamOpener } from '../http/stream-pool.ts';
import { visitorOf } from '../http/visitor-address.ts';
import type { PortTraffic } from '../metrics/tcp-metrics.ts';
import { SocketPipe } from '../net/socket-pipe.ts';

/** Until the pipe has taken over in the same turn, nothing can happen on a stream. */
const NO_HANDLER: StreamHandler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };

/** The connections of one tunnel that carries bytes: each goes over a stream of its own. */
export class TunnelPipes {
  readonly #tunnelId: number;
  readonly #opener: StreamOpener;
  readonly #traffic: PortTraffic;
  readonly #pipes = new Set<SocketPipe>();

  constructor(tunnelId: number, opener: StreamOpener, traffic: PortTraffic) {
    this.#tunnelId = tunnelId;
    this.#opener = opener;
    this.#traffic = traffic;
  }

  get size(): number {
    return this.#pipes.size;
  }

  /**
   * Takes a visitor's socket over, which must have no listeners for data, end, drain and close. Returns undefined where there is no stream
   * for it; it has been reset then.
   */
  add(socket: Socket, onClose: (pipe: SocketPipe) => void): SocketPipe | undefined {
    this.#traffic.accepted++;
    let stream: YamuxStream;
    try {
      stream = this.#opener.openStream(NO_HANDLER);
    } catch {
      // The session has as many streams as it may, or is ending.
      socket.resetAndDestroy();
      return undefined;
    }
    stream.write(encodeStreamHeader({ kind: 'tcp', tunnelId: this.#tunnelId, visitor: visitorOf(socket) }));
    this.#traffic.open++;
    const pipe = new SocketPipe(socket, stream, this.#traffic, (closed) => {
      this.#traffic.open--;
      this.#pipes.delete(closed);
      onClose(closed);
    });
    this.#pipes.add(pipe);
    return pipe;
  }

  /** Breaks all of them off. */
  destroy(): void {
    for (const pipe of [...this.#pipes]) pipe.destroy();
  }
}
