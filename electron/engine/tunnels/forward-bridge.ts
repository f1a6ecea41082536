import type { Socket } from 'node:net';
import { type ForwardReply, ForwardReplyReader } from '../../../shared/wire/forward-reply.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import { type BridgeEvents, SocketBridge } from './socket-bridge.ts';

/** Opens a stream to the target, see OpenAnswer. */
export type OpenTargetStream = (visitor: string, handler: StreamHandler) => YamuxStream;

export interface ForwardBridgeEvents extends BridgeEvents {
  /** What became of the connection to the target. Not called where the session ended first. */
  onReply(reply: ForwardReply): void;
}

const NO_HANDLER: StreamHandler = { onData() {}, onEnd() {}, onReset() {}, onDrain() {} };

/**
 * Joins a connection to the local port with a stream to the target. Its bytes go out at once, without waiting for the exit server's reply; a
 * reply that says no resets the connection.
 */
export class ForwardBridge implements StreamHandler {
  readonly #stream: YamuxStream;
  readonly #bridge: SocketBridge;
  readonly #reply = new ForwardReplyReader();
  readonly #events: ForwardBridgeEvents;

  /** Throws where no stream can be opened; the socket is the caller's then. */
  constructor(socket: Socket, visitor: string, open: OpenTargetStream, events: ForwardBridgeEvents) {
    this.#events = events;
    this.#stream = open(visitor, NO_HANDLER);
    this.#stream.handler = this;
    this.#bridge = new SocketBridge(this.#stream, events);
    this.#bridge.join(socket);
    socket.on('data', (chunk: Buffer) => {
      if (!this.#bridge.fromSocket(chunk)) socket.pause();
    });
    socket.resume();
  }

  onData(chunk: Buffer): void {
    let read: ReturnType<ForwardReplyReader['push']>;
    try {
      read = this.#reply.push(chunk);
    } catch {
      this.close();
      return;
    }
    if (!read) {
      this.#stream.consumed(chunk.length);
      return;
    }
    this.#events.onReply(read.reply);
    if (read.reply.status !== 'connected') {
      this.close();
      return;
    }
    this.#stream.consumed(chunk.length - read.rest.length);
    this.#stream.handler = this.#bridge;
    if (read.rest.length > 0) this.#bridge.onData(read.rest);
  }

  onEnd(): void {
    // The exit server ends behind its reply only.
    this.close();
  }

  onReset(): void {
    this.#bridge.onReset();
  }

  onDrain(): void {
    this.#bridge.onDrain();
  }

  /** Breaks both sides off. */
  close(): void {
    this.#bridge.close();
  }
}
