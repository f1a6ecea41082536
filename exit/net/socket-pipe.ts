import type { Socket } from 'node:net';
import { breakOff } from '../../shared/break-off.ts';
import { gatherBulk } from '../../shared/wire/gather-bulk.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';
import type { Traffic } from '../metrics/traffic.ts';

/**
 * Passes raw bytes between a visitor's socket and a stream, both ways, until both directions have ended or one side broke.
 *
 * Each direction waits for its own receiver only: a socket that does not take bytes keeps its stream's credit back, a stream that
 * does not take bytes stops the reading of its socket. An end of one direction is passed on and leaves the other one open; a break
 * becomes a break (RST) on the other side, never an orderly end.
 */
export class SocketPipe implements StreamHandler {
  readonly #socket: Socket;
  readonly #stream: YamuxStream;
  readonly #traffic: Traffic;
  readonly #onClose: (pipe: SocketPipe) => void;
  /** Bytes written to the socket whose credit the peer gets once the socket has drained. */
  #owed = 0;
  /** The stream takes no bytes at the moment. */
  #stopped = false;
  #streamEnded = false;
  #socketEnded = false;

  /** Takes over both: the socket must have no listeners for data, end, drain and close, and allow half-open connections. */
  constructor(socket: Socket, stream: YamuxStream, traffic: Traffic, onClose: (pipe: SocketPipe) => void) {
    this.#socket = socket;
    this.#stream = stream;
    this.#traffic = traffic;
    this.#onClose = onClose;
    stream.handler = this;
    socket.on('data', (chunk: Buffer) => this.#onSocketData(chunk));
    socket.on('end', () => this.#onSocketEnd());
    socket.on('drain', () => this.#payCredit());
    // 'close' follows and knows all that an error does; without a listener the error would end the process.
    socket.on('error', () => {});
    socket.on('close', () => this.#onSocketClose());
  }

  /**
   * Begins with what came before this pipe took over: bytes from the stream whose credit was returned already, bytes from the visitor,
   * and whether the visitor has ended its side.
   */
  start(fromStream: Buffer, fromVisitor: Buffer, ended: boolean): void {
    this.#traffic.bytesOut += fromStream.length;
    if (fromStream.length > 0) this.#socket.write(fromStream);
    if (fromVisitor.length > 0) this.#onSocketData(fromVisitor);
    if (ended) this.#onSocketEnd();
    if (!this.#stopped) this.#socket.resume();
  }

  onData(chunk: Buffer): void {
    this.#traffic.bytesOut += chunk.length;
    this.#owed += chunk.length;
    gatherBulk(this.#socket, chunk.length);
    this.#socket.write(chunk);
    if (!this.#socket.writableNeedDrain) this.#payCredit();
  }

  onEnd(): void {
    this.#streamEnded = true;
    this.#socket.end();
  }

  onReset(): void {
    this.#streamEnded = true;
    this.#socketEnded = true;
    breakOff(this.#socket);
  }

  onDrain(): void {
    this.#stopped = false;
    this.#socket.resume();
  }

  /** Ends both sides at once, visibly broken off. */
  destroy(): void {
    breakOff(this.#socket);
  }

  #onSocketData(chunk: Buffer): void {
    this.#traffic.bytesIn += chunk.length;
    if (this.#stream.write(chunk)) return;
    this.#stopped = true;
    this.#socket.pause();
  }

  #onSocketEnd(): void {
    this.#socketEnded = true;
    this.#stream.end();
  }

  #payCredit(): void {
    const owed = this.#owed;
    this.#owed = 0;
    if (owed > 0) this.#stream.consumed(owed);
  }

  #onSocketClose(): void {
    // Unless both directions had ended, the visitor is gone while the upstream believes it is still there.
    if (!this.#streamEnded || !this.#socketEnded) this.#stream.reset();
    this.#onClose(this);
  }
}
