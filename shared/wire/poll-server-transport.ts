import { type Clock, systemClock } from './clock.ts';
import { closeText } from './close-text.ts';
import { PieceQueue } from './piece-queue.ts';
import { ABSENT_MS, DOWN_WINDOW, PIECE_BYTES, POLL_CLOSE_MS, UP_WINDOW } from './poll-protocol.ts';
import type { CloseReason, Transport, TransportHandler } from './transport.ts';

/** The answer to one poll. Exactly one of its methods is called, once. */
export interface PollAnswer {
  /** The piece that was asked for. */
  piece(bytes: Buffer): void;
  /** Nothing came in time: ask for the same piece again. */
  nothing(): void;
  /** The session has ended. `sent` is called when that has gone out. */
  ended(message: string, sent: () => void): void;
  /** The same piece was asked for again: this request is stale. */
  stale(): void;
  /** Cuts the connection. */
  cut(): void;
}

/** A poll that waits for its piece. */
interface Waiting {
  readonly answer: PollAnswer;
  readonly timer: unknown;
}

/** What came from the client: bytes, or its orderly end. */
type Arrived = { readonly bytes: Buffer } | { readonly end: string };

/** The client asked for, sent or acknowledged what it cannot; its request is answered 400. */
export class PollRangeError extends Error {
  override readonly name = 'PollRangeError';
}

export interface PollServerOptions {
  remoteAddress: string;
  /** Nothing more will be answered: the session can be forgotten. Called once. */
  onGone(): void;
  clock?: Clock;
}

/**
 * The exit server's end of a long-polling session: bytes go out in numbered pieces, each as the answer to the poll that asks for its
 * number, and come in as numbered bodies. A piece is kept until the client has acknowledged it, and a body that comes twice counts
 * once, so that nothing is lost or doubled when a request or an answer is lost on the way. Knows nothing of HTTP itself.
 */
export class PollServerTransport implements Transport {
  readonly kind = 'long-polling';
  handler: TransportHandler | undefined;
  readonly remoteAddress: string;
  readonly #clock: Clock;
  readonly #onGone: () => void;
  readonly #out = new PieceQueue();
  /** Pieces that have a number and are not acknowledged yet. */
  readonly #pieces = new Map<number, Buffer>();
  readonly #waiting = new Map<number, Waiting>();
  #acknowledged = 0;
  #nextPiece = 0;
  /** Bodies that came before their turn. */
  readonly #early = new Map<number, Arrived>();
  #nextIn = 0;
  #absence: unknown;
  /** Set while and after an orderly close of this side. */
  #closing: CloseReason | undefined;
  #closeTimer: unknown;
  #closed = false;
  #gone = false;

  constructor(options: PollServerOptions) {
    this.remoteAddress = options.remoteAddress;
    this.#clock = options.clock ?? systemClock;
    this.#onGone = options.onGone;
    this.#expectPolls();
  }

  get bufferedBytes(): number {
    return this.#out.bytes;
  }

  send(parts: readonly Buffer[], onSent?: () => void): void {
    if (this.#closed || this.#closing) return;
    this.#out.push(parts, onSent);
    this.#serve();
    this.#out.noteLevel();
  }

  close(reason: CloseReason): void {
    if (this.#closed || this.#closing) return;
    this.#closing = reason;
    this.#closeTimer = this.#clock.setTimeout(() => this.destroy(reason), POLL_CLOSE_MS);
    this.#serve();
  }

  destroy(reason: CloseReason): void {
    this.#finish(reason);
    this.#forget();
  }

  /**
   * A poll for the piece `number`, which acknowledges all pieces below `acknowledged`.
   *
   * @param holdMs how long it may wait
   * @returns what is to be called when the client has given the request up
   * @throws PollRangeError
   */
  poll(number: number, acknowledged: number, holdMs: number, answer: PollAnswer): () => void {
    this.#acknowledge(acknowledged);
    if (number < this.#acknowledged || number >= this.#acknowledged + DOWN_WINDOW) {
      throw new PollRangeError(`Piece ${number} is not one of the ${DOWN_WINDOW} from ${this.#acknowledged} on.`);
    }
    const piece = this.#pieces.get(number);
    if (piece) {
      if (this.#waiting.size === 0) this.#expectPolls();
      answer.piece(piece);
      return () => {};
    }
    const former = this.#waiting.get(number);
    if (former) this.#stopWaiting(number, former).stale();
    const timer = this.#clock.setTimeout(() => this.#stopWaiting(number, waiting).nothing(), holdMs);
    const waiting: Waiting = { answer, timer };
    this.#waiting.set(number, waiting);
    this.#clock.clearTimeout(this.#absence);
    this.#serve();
    if (this.#out.fell()) this.handler?.onDrain();
    return () => {
      if (this.#waiting.get(number) === waiting) this.#stopWaiting(number, waiting);
    };
  }

  /**
   * Whether the body of this number may be read: it is new and within the window.
   *
   * @throws PollRangeError when it is beyond the window
   */
  expects(number: number): boolean {
    if (number >= this.#nextIn + UP_WINDOW) {
      throw new PollRangeError(`Body ${number} is not one of the ${UP_WINDOW} from ${this.#nextIn} on.`);
    }
    return number >= this.#nextIn && !this.#early.has(number);
  }

  /** Takes a whole body, which `expects` has allowed; one that came in the meantime by another request is dropped. */
  receive(number: number, arrived: Arrived): void {
    if (this.#closed || !this.expects(number)) return;
    this.#early.set(number, arrived);
    for (let next = this.#early.get(this.#nextIn); next && !this.#closed; next = this.#early.get(this.#nextIn)) {
      this.#early.delete(this.#nextIn);
      this.#nextIn += 1;
      if ('end' in next) this.#onPeerClose(next.end);
      else if (!this.#closing) this.handler?.onBytes(next.bytes);
    }
  }

  #acknowledge(acknowledged: number): void {
    if (acknowledged > this.#nextPiece) throw new PollRangeError(`Piece ${acknowledged - 1} was never sent.`);
    // An older poll may arrive behind a newer one.
    for (; this.#acknowledged < acknowledged; this.#acknowledged += 1) this.#pieces.delete(this.#acknowledged);
  }

  /** Answers the polls whose turn it is, as long as there is something to say. */
  #serve(): void {
    for (let next = this.#waiting.get(this.#nextPiece); next; next = this.#waiting.get(this.#nextPiece)) {
      if (this.#out.bytes === 0) {
        if (this.#closing) this.#answerEnd(this.#nextPiece, next, this.#closing);
        return;
      }
      const piece = this.#out.take(PIECE_BYTES);
      this.#pieces.set(this.#nextPiece, piece);
      this.#stopWaiting(this.#nextPiece, next);
      this.#nextPiece += 1;
      next.answer.piece(piece);
    }
  }

  #answerEnd(number: number, waiting: Waiting, reason: CloseReason): void {
    // Kept until the close's time is up: where this answer is lost, the next poll gets it again.
    this.#stopWaiting(number, waiting).ended(closeText(reason.message), () => this.#finish(reason));
  }

  #stopWaiting(number: number, waiting: Waiting): PollAnswer {
    this.#waiting.delete(number);
    this.#clock.clearTimeout(waiting.timer);
    if (this.#waiting.size === 0) this.#expectPolls();
    return waiting.answer;
  }

  #expectPolls(): void {
    this.#clock.clearTimeout(this.#absence);
    if (this.#gone) return;
    this.#absence = this.#clock.setTimeout(() => this.destroy(ABSENT), ABSENT_MS);
  }

  #onPeerClose(message: string): void {
    const reason = message === '' ? 'The other side closed the connection.' : message;
    this.#finish(this.#closing ?? { code: 'peer-closed', message: reason });
    this.#forget();
  }

  #finish(reason: CloseReason): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#early.clear();
    this.handler?.onClose(this.#closing ?? reason);
  }

  #forget(): void {
    if (this.#gone) return;
    this.#gone = true;
    this.#clock.clearTimeout(this.#absence);
    this.#clock.clearTimeout(this.#closeTimer);
    for (const [number, waiting] of [...this.#waiting]) this.#stopWaiting(number, waiting).cut();
    this.#out.clear();
    this.#pieces.clear();
    this.#onGone();
  }
}

const ABSENT: CloseReason = { code: 'lost', message: 'The client polls no more.' };
