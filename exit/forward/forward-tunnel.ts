import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { UpstreamHealth } from '../http/http-tunnel.ts';
import { ForwardConnection } from './forward-connection.ts';
import { ForwardError } from './forward-error.ts';
import { type ForwardTarget, formatForwardTarget } from './forward-target.ts';
import type { ForwardWay } from './forward-ways.ts';

/** Facts about a forward tunnel that do not change while it is open. */
export interface ForwardTunnelFacts {
  id: number;
  name: string;
  target: ForwardTarget;
  /** Where its client listens, as the client says; only shown. */
  upstream: string;
}

/** One open tunnel of local forwarding: its client opens a stream for each connection to the target. */
export class ForwardTunnel {
  readonly kind = 'forward';
  readonly id: number;
  readonly name: string;
  /** `tcp://TARGET` */
  readonly publicUrl: string;
  readonly upstream: string;
  health: UpstreamHealth | undefined;
  readonly #find: (signal: AbortSignal) => Promise<ForwardWay>;
  readonly #connections = new Set<ForwardConnection>();
  #draining = false;
  #onEmpty: (() => void) | undefined;

  constructor({ id, name, target, upstream }: ForwardTunnelFacts, find: (signal: AbortSignal) => Promise<ForwardWay>) {
    this.id = id;
    this.name = name;
    this.publicUrl = `tcp://${formatForwardTarget(target)}`;
    this.upstream = upstream;
    this.#find = find;
  }

  /** Takes a stream whose header was read. Returns its handler. */
  accept(stream: YamuxStream): StreamHandler {
    const find = this.#draining ? shuttingDown : this.#find;
    const connection: ForwardConnection = new ForwardConnection(stream, find, () => this.#forget(connection));
    this.#connections.add(connection);
    return connection;
  }

  /** Takes no new connections and resolves when those that are open have ended. */
  drain(): Promise<void> {
    this.#draining = true;
    return new Promise((resolve) => {
      this.#onEmpty = resolve;
      if (this.#connections.size === 0) resolve();
    });
  }

  /** Breaks its connections off. */
  close(): void {
    for (const connection of [...this.#connections]) connection.destroy();
  }

  #forget(connection: ForwardConnection): void {
    this.#connections.delete(connection);
    if (this.#connections.size === 0) this.#onEmpty?.();
  }
}

function shuttingDown(): Promise<never> {
  return Promise.reject(new ForwardError('busy', 'The exit server is shutting down.'));
}
