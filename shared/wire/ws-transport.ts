import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { closeText } from './close-text.ts';
import type { CloseReason, Transport, TransportHandler } from './transport.ts';
import { youngGarbage } from './young-garbage.ts';

/** Names the protocol and its version in the WebSocket handshake; no common one, no session. */
export const SUBPROTOCOL = 'porthole.v1';

/** Path of the WebSocket endpoint on the control plane. */
export const TUNNEL_PATH = '/tunnel';

/**
 * Longest WebSocket message that is accepted. This side sends less in one; other clients may batch as they like, and ws
 * collects a message before it delivers it, so this bounds what it holds.
 */
export const MAX_WS_MESSAGE = 1024 * 1024;

/**
 * Longest message that is sent. A receiver collects a message that comes in several reads by copying it into memory of its own;
 * of messages shorter than a read (64 KiB in Node) most come in one piece and are not copied.
 */
const MESSAGE_BYTES = 16 * 1024;

/** `onDrain` comes when less than this waits: one full batch is still there to keep the link busy. */
const LOW_WATER = 64 * 1024;

/** `onDrain` comes only after this much has waited, as below it nobody stops sending. */
const HIGH_WATER = 128 * 1024;

/** How long the other side may take to answer the close: a round trip of a bad link. Then the connection is cut. */
const CLOSE_TIMEOUT_MS = 3_000;

/** Close codes of RFC 6455 §7.4.1 for our reasons. */
const CLOSE_CODES: Record<CloseReason['code'], number> = {
  closed: 1000,
  'peer-closed': 1000,
  lost: 1001,
  timeout: 1001,
  'protocol-error': 1002,
  limit: 1008,
};

export interface WsTransportOptions {
  /** The connection under the WebSocket, so that all parts of one `send` leave in one write. */
  stream?: Duplex | undefined;
  /** Address of the peer for logs. */
  remoteAddress?: string | undefined;
}

/**
 * Carries bytes in binary messages of an open WebSocket, at either end. The borders of messages mean nothing.
 *
 * Nothing is read until the handler is set, so that no byte can come before somebody listens.
 */
export class WsTransport implements Transport {
  readonly kind = 'websocket';
  readonly remoteAddress: string;
  readonly #socket: WebSocket;
  readonly #stream: Duplex | undefined;
  #handler: TransportHandler | undefined;
  #wasHigh = false;
  #reason: CloseReason | undefined;
  #closeTimer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(socket: WebSocket, options: WsTransportOptions = {}) {
    this.#socket = socket;
    this.#stream = options.stream;
    this.remoteAddress = options.remoteAddress ?? 'unknown';
    socket.binaryType = 'nodebuffer';
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    socket.on('error', (error) => this.#onError(error));
    socket.on('close', (code, text) => this.#onClose(code, text));
    socket.pause();
  }

  get handler(): TransportHandler | undefined {
    return this.#handler;
  }

  set handler(handler: TransportHandler | undefined) {
    this.#handler = handler;
    if (!handler) return;
    this.#socket.resume();
    // It broke before anybody listened.
    if (this.#closed) queueMicrotask(() => handler.onClose(this.#reason ?? LOST));
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(parts: readonly Buffer[], onSent?: () => void): void {
    if (this.#closed || this.#reason) return;
    const last = parts.length - 1;
    this.#stream?.cork();
    for (let i = 0; i < last; i++) {
      const part = parts[i];
      if (part) this.#sendPart(part);
    }
    const part = parts[last];
    if (part) this.#sendPart(part, onSent ? this.#sentThen(onSent) : this.#onSent);
    this.#stream?.uncork();
    if (this.#socket.bufferedAmount >= HIGH_WATER) this.#wasHigh = true;
  }

  close(reason: CloseReason): void {
    if (this.#closed || this.#reason) return;
    this.#reason = reason;
    this.#socket.close(CLOSE_CODES[reason.code], closeText(reason.message));
    this.#closeTimer = setTimeout(() => this.#socket.terminate(), CLOSE_TIMEOUT_MS).unref();
  }

  destroy(reason: CloseReason): void {
    if (this.#closed) return;
    this.#reason ??= reason;
    this.#socket.terminate();
  }

  #sendPart(part: Buffer, onSent?: () => void): void {
    let at = 0;
    for (; part.length - at > MESSAGE_BYTES; at += MESSAGE_BYTES) {
      this.#socket.send(part.subarray(at, at + MESSAGE_BYTES));
    }
    this.#socket.send(at === 0 ? part : part.subarray(at), onSent);
  }

  #sentThen(onSent: () => void): () => void {
    return () => {
      onSent();
      this.#onSent();
    };
  }

  /** Called by ws when a part has been written; errors are reported by the close. */
  readonly #onSent = (): void => {
    if (!this.#wasHigh || this.#closed || this.#socket.bufferedAmount >= LOW_WATER) return;
    this.#wasHigh = false;
    this.#handler?.onDrain();
  };

  #onMessage(data: RawData, isBinary: boolean): void {
    if (this.#reason) return;
    if (!isBinary || !Buffer.isBuffer(data)) {
      this.close({ code: 'protocol-error', message: 'The peer sent a text message; the tunnel carries binary ones.' });
      return;
    }
    youngGarbage.note(data.length);
    this.#handler?.onBytes(data);
  }

  /** The peer broke the WebSocket protocol; ws closes the connection after this. */
  #onError(error: Error): void {
    this.#reason ??= { code: 'protocol-error', message: `The peer broke the WebSocket protocol: ${error.message}.` };
  }

  #onClose(code: number, text: Buffer): void {
    this.#closed = true;
    clearTimeout(this.#closeTimer);
    this.#reason ??= code === NO_CLOSE_FRAME ? LOST : peerClosed(text.toString('utf8'));
    this.#handler?.onClose(this.#reason);
  }
}

/** ws reports this code when the connection ended without a close frame (RFC 6455 §7.1.5). */
const NO_CLOSE_FRAME = 1006;

const LOST: CloseReason = { code: 'lost', message: 'The connection broke.' };

function peerClosed(text: string): CloseReason {
  return { code: 'peer-closed', message: text === '' ? 'The other side closed the connection.' : text };
}
