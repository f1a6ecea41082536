import type { Socket } from 'node:net';
import type { Endpoint } from '../../shared/proxy-protocol/endpoint.ts';
import { readProxyHeader } from '../../shared/proxy-protocol/read-proxy-header.ts';

/**
 * How long a proxy may take for its header, ms. It sends it at once with the connection; the specification asks for at least 3 s, to cover a
 * retransmission, and the second one comes after 3 s (RFC 6298 §2).
 */
export const PROXY_HEADER_TIMEOUT_MS = 5_000;

/** How the header of one connection came out. */
export interface ProxiedOpeningHost {
  /** Its socket is paused, has no listeners but for errors, and gives all bytes behind the header. `visitor`: undefined where it names none. */
  opened(opening: ProxiedOpening, socket: Socket, visitor: Endpoint | undefined): void;
  /** It was closed. `why` ends the sentence "the connection …"; undefined where it ended without having said a word, as health checks do. */
  refused(opening: ProxiedOpening, socket: Socket, why: string | undefined): void;
}

/** A connection from a proxy that must begin with a PROXY header: reads the header, and nothing of what follows. */
export class ProxiedOpening {
  readonly #socket: Socket;
  readonly #host: ProxiedOpeningHost;
  readonly #timer: NodeJS.Timeout;
  readonly #listeners = [
    ['data', (chunk: Buffer) => this.#onData(chunk)],
    ['end', () => this.#refuse('ended inside its PROXY header')],
    ['close', () => this.#refuse('broke off inside its PROXY header')],
  ] as const;
  #held: Buffer | undefined;

  constructor(socket: Socket, host: ProxiedOpeningHost) {
    this.#socket = socket;
    this.#host = host;
    this.#timer = setTimeout(() => this.#refuse('sent no whole PROXY header in time', true), PROXY_HEADER_TIMEOUT_MS);
    for (const [event, listener] of this.#listeners) socket.on(event, listener);
    // 'close' follows; stays for good, for without a listener an error would end the process.
    socket.on('error', ignore);
  }

  /** Ends it, without a word. */
  destroy(): void {
    this.#leave();
    this.#socket.destroy();
  }

  #onData(chunk: Buffer): void {
    // A header comes in one piece, or is a few hundred bytes that are joined a few times.
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    const reading = readProxyHeader(bytes);
    if (reading.kind === 'unfinished') {
      this.#held = bytes;
    } else if (reading.kind === 'malformed') {
      this.#refuse(reading.why, true);
    } else {
      this.#leave();
      this.#socket.pause();
      if (reading.length < bytes.length) this.#socket.unshift(bytes.subarray(reading.length));
      this.#host.opened(this, this.#socket, reading.source);
    }
  }

  /** @param spoken whether there is something to tell although it said nothing */
  #refuse(why: string, spoken = this.#held !== undefined): void {
    this.#leave();
    this.#socket.destroy();
    this.#host.refused(this, this.#socket, spoken ? why : undefined);
  }

  #leave(): void {
    clearTimeout(this.#timer);
    for (const [event, listener] of this.#listeners) this.#socket.off(event, listener);
  }
}

function ignore(): void {}
