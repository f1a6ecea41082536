import type { Duplex } from 'node:stream';
import { breakOff } from '../../../shared/break-off.ts';
import type { ProxiedSource } from '../../../shared/proxy-protocol/write-proxy-header.ts';
import { gatherBulk } from '../../../shared/wire/gather-bulk.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import type { Dialer, UpstreamHandler } from './upstream-dialer.ts';
import type { UpstreamError } from './upstream-error.ts';

/** Looks at what passes; the memory of each chunk is used again after the call. */
export interface BridgeTap {
  onVisitorBytes(chunk: Buffer): void;
  onServiceBytes(chunk: Buffer): void;
}

export interface BridgeEvents {
  onBytes(toUpstream: number, toVisitor: number): void;
  readonly tap?: BridgeTap | undefined;
  /** Both directions are over, in whatever way; once. */
  onOver(): void;
}

/**
 * Joins a stream and a socket byte for byte, with backpressure both ways: credit goes back to the exit server only for what
 * the socket has taken, and the socket is read only while the stream takes more. An end of one side passes on as an end, a
 * break as a break.
 */
export class SocketBridge implements StreamHandler {
  readonly #stream: YamuxStream;
  readonly #events: BridgeEvents;
  #socket: Duplex | undefined;
  #cancelDial: (() => void) | undefined;
  /** Bytes that came before the socket was there: at most one window, since none of them is credited. */
  #early: Buffer[] = [];
  #earlyEnd = false;
  /** Bytes taken from the stream whose credit waits for the socket. */
  #owed = 0;
  #visitorEnded = false;
  #upstreamEnded = false;
  #socketGone = false;
  #over = false;

  constructor(stream: YamuxStream, events: BridgeEvents) {
    this.#stream = stream;
    this.#events = events;
  }

  /**
   * Connects to the upstream and joins. The stream is reset where that fails.
   * @param source whose connection it is
   */
  dial(dialer: Dialer, source: ProxiedSource, result: (error: UpstreamError | undefined) => void): void {
    const handler: UpstreamHandler = {
      onConnect: (socket) => {
        this.#cancelDial = undefined;
        result(undefined);
        this.join(socket);
      },
      onFailure: (error) => {
        this.#cancelDial = undefined;
        result(error);
        this.close();
      },
      onData: (chunk) => this.fromSocket(chunk),
      hasLeft: () => this.#earlyEnd && this.#early.length === 0,
    };
    this.#cancelDial = dialer.dial(handler, source);
  }

  /** Joins a connected socket, which must have been opened with `allowHalfOpen` and hand its bytes to `fromSocket`. */
  join(socket: Duplex): void {
    this.#socket = socket;
    socket.on('drain', () => this.#payCredit());
    socket.on('end', () => {
      this.#upstreamEnded = true;
      this.#stream.end();
    });
    socket.on('error', () => {
      // `close` follows and decides.
    });
    socket.on('close', () => this.#socketClosed());
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) socket.write(chunk);
    if (!socket.writableNeedDrain) this.#payCredit();
    if (this.#earlyEnd) socket.end();
  }

  /** Passes the upstream's bytes on. Returns false when the socket must stop until `resume`. */
  fromSocket(chunk: Buffer): boolean {
    this.#events.onBytes(0, chunk.length);
    this.#events.tap?.onServiceBytes(chunk);
    return this.#stream.writeCopy(chunk, 0, chunk.length);
  }

  onData(chunk: Buffer): void {
    this.#events.onBytes(chunk.length, 0);
    this.#events.tap?.onVisitorBytes(chunk);
    this.#owed += chunk.length;
    if (this.#socketGone) this.#payCredit();
    else if (!this.#socket) this.#early.push(chunk);
    else this.#toSocket(this.#socket, chunk);
  }

  onEnd(): void {
    this.#visitorEnded = true;
    if (this.#socket) this.#socket.end();
    else this.#earlyEnd = true;
    if (this.#socketGone) this.#end(() => {});
  }

  onDrain(): void {
    this.#socket?.resume();
  }

  onReset(): void {
    // A plain close would look like the end of what the visitor sent, though it broke off.
    this.#end(() => this.#breakSocketOff());
  }

  /** Breaks both sides off. */
  close(): void {
    this.#end(() => {
      this.#stream.reset();
      this.#breakSocketOff();
    });
  }

  #breakSocketOff(): void {
    if (this.#socket) breakOff(this.#socket);
  }

  #toSocket(socket: Duplex, chunk: Buffer): void {
    gatherBulk(socket, chunk.length);
    if (socket.write(chunk)) this.#payCredit();
  }

  #payCredit(): void {
    if (this.#owed === 0) return;
    this.#stream.consumed(this.#owed);
    this.#owed = 0;
  }

  /**
   * A socket that closed without having ended broke: the visitor must not take what came for the whole. One that had ended
   * gave all it had; what the visitor still sends has no reader any more, and is let go.
   */
  #socketClosed(): void {
    if (!this.#upstreamEnded) {
      this.close();
      return;
    }
    this.#socketGone = true;
    this.#payCredit();
    if (this.#visitorEnded) this.#end(() => {});
  }

  #end(how: () => void): void {
    if (this.#over) return;
    this.#over = true;
    this.#cancelDial?.();
    this.#early = [];
    try {
      how();
    } finally {
      // Whatever befalls a socket: the tunnel must not count it for ever.
      this.#events.onOver();
    }
  }
}
