import type { Socket } from 'node:net';
import { breakOff } from '../../shared/break-off.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import { HANDSHAKE_RECORD, type HelloReading, readClientHello } from './client-hello.ts';
import type { Visit } from './visit.ts';

/** What a connection begins with. */
export type FirstWords = { readonly kind: 'plain' } | Exclude<HelloReading, { kind: 'unfinished' }>;

/** Who takes the connection over. */
export interface OpeningHost {
  readonly coarseNow: number;
  /** How long a connection may stay silent, and from the first byte to the last of a ClientHello. */
  readonly limits: Pick<ExitLimits, 'idleTimeoutMs' | 'headTimeoutMs'>;
  /** Its socket is paused, has no listeners, and gives all bytes from the first on. */
  opened(opening: Opening, socket: Socket, words: FirstWords): void;
  /** It ended before it said enough. */
  openingClosed(opening: Opening): void;
}

/** A connection that has just been accepted where TLS and plain HTTP share a port: looks at its first bytes, and consumes none. */
export class Opening implements Visit {
  readonly #socket: Socket;
  readonly #host: OpeningHost;
  readonly #listeners = [
    ['data', (chunk: Buffer) => this.#onData(chunk)],
    ['end', () => this.#socket.destroy()],
    ['close', () => this.#host.openingClosed(this)],
  ] as const;
  #held: Buffer | undefined;
  #deadline: number;

  constructor(socket: Socket, host: OpeningHost) {
    this.#socket = socket;
    this.#host = host;
    this.#deadline = host.coarseNow + host.limits.idleTimeoutMs;
    for (const [event, listener] of this.#listeners) socket.on(event, listener);
    // 'close' follows; stays for good, for without a listener an error would end the process.
    socket.on('error', ignore);
  }

  checkDeadline(now: number): void {
    if (now >= this.#deadline) this.#socket.destroy();
  }

  drain(): void {
    this.#socket.destroy();
  }

  destroy(): void {
    breakOff(this.#socket);
  }

  #onData(chunk: Buffer): void {
    if (this.#held === undefined) this.#deadline = this.#host.coarseNow + this.#host.limits.headTimeoutMs;
    this.#held = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    if (this.#held[0] !== HANDSHAKE_RECORD) {
      this.#handOver(this.#held, { kind: 'plain' });
      return;
    }
    const reading = readClientHello(this.#held);
    if (reading.kind !== 'unfinished') this.#handOver(this.#held, reading);
  }

  #handOver(bytes: Buffer, words: FirstWords): void {
    const socket = this.#socket;
    for (const [event, listener] of this.#listeners) socket.off(event, listener);
    socket.pause();
    socket.unshift(bytes);
    this.#host.opened(this, socket, words);
  }
}

function ignore(): void {}
