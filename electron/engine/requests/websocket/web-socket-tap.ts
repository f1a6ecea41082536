import type { HeldBytes } from '../capture/held-bytes.ts';
import { FrameReader, type ReadMessage } from './frame-reader.ts';

/** What is kept of each message: enough for what people read, while the last 100 of a connection stay under half a MiB. */
export const MESSAGE_BYTES = 4 * 1024;
/** Messages of one connection that are kept. */
export const KEPT_MESSAGES = 100;

export interface TappedMessage extends ReadMessage {
  /** Counts all messages and control frames of the connection, from 1 on. */
  readonly number: number;
  /** ms since the epoch. */
  readonly at: number;
  readonly from: 'visitor' | 'service';
}

/** Counts the messages of a WebSocket connection both ways, and holds its last ones until they are taken. */
export class WebSocketTap {
  readonly isWebSocket: boolean;
  fromVisitor = 0;
  fromService = 0;
  bytesFromVisitor = 0;
  bytesFromService = 0;
  /** Something passed since `take`. */
  changed = false;
  readonly #held: HeldBytes;
  readonly #readers: { visitor: FrameReader; service: FrameReader } | undefined;
  #waiting: TappedMessage[] = [];
  #count = 0;

  /** @param isWebSocket else bytes are counted, and nothing is read in them */
  constructor(isWebSocket: boolean, held: HeldBytes) {
    this.isWebSocket = isWebSocket;
    this.#held = held;
    if (!isWebSocket) return;
    const reader = (from: 'visitor' | 'service') =>
      new FrameReader(MESSAGE_BYTES, (message) => this.#onMessage(from, message));
    this.#readers = { visitor: reader('visitor'), service: reader('service') };
  }

  onVisitorBytes(chunk: Buffer): void {
    this.bytesFromVisitor += chunk.length;
    this.changed = true;
    this.#readers?.visitor.push(chunk);
  }

  onServiceBytes(chunk: Buffer): void {
    this.bytesFromService += chunk.length;
    this.changed = true;
    this.#readers?.service.push(chunk);
  }

  /** Returns the messages since the last call, at most the last 100, oldest first. Their memory no longer counts as held. */
  take(): TappedMessage[] {
    const messages = this.#waiting;
    for (const { bytes } of messages) this.#held.give(bytes.length);
    this.#waiting = [];
    this.changed = false;
    return messages;
  }

  #onMessage(from: 'visitor' | 'service', message: ReadMessage): void {
    if (message.kind === 'text' || message.kind === 'binary') {
      if (from === 'visitor') this.fromVisitor += 1;
      else this.fromService += 1;
    }
    this.#count += 1;
    const bytes = this.#held.take(message.bytes.length) ? message.bytes : Buffer.alloc(0);
    this.#waiting.push({ ...message, bytes, number: this.#count, at: Date.now(), from });
    if (this.#waiting.length <= KEPT_MESSAGES) return;
    const oldest = this.#waiting.shift();
    if (oldest) this.#held.give(oldest.bytes.length);
  }
}
