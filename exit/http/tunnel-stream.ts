import { ResponseReader } from '../../shared/http1/message-reader.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import type { CloseReason } from '../../shared/wire/transport.ts';
import type { StreamHandler, YamuxStream } from '../../shared/wire/yamux-stream.ts';

/** Whoever sent a request over a stream and waits for its answer. */
export interface StreamUser {
  /** Whether the request may be begun anew elsewhere, as long as nothing was answered. */
  readonly mayMoveOn: boolean;
  onAnswerHead(head: ResponseHead): void;
  onAnswerInformational(head: ResponseHead): void;
  onAnswerBody(chunk: Buffer): void;
  /** Trailers (name, value, …) of a body whose chunked framing was taken off. Before onAnswerEnd. */
  onAnswerTrailers(fields: readonly string[]): void;
  onAnswerEnd(): void;
  /** The answer is malformed, or ended before it was whole. */
  onAnswerError(): void;
  /** All calls that a piece of the stream led to have been made; its `bytes` must be returned with `consumed`. */
  onAnswerProgress(bytes: number): void;
  /** The stream takes bytes again. */
  onStreamDrain(): void;
  /** The stream broke. */
  onStreamReset(reason: CloseReason): void;
}

/** A stream of one HTTP tunnel: carries one request and its answer after the other, for one user at a time. */
export class TunnelStream implements StreamHandler {
  /** When it was last put back into the pool, on the pool's clock, ms. */
  idleSince = 0;
  readonly #reader = new ResponseReader({
    onHead: (head) => this.#onAnswerHead(head),
    onInformational: (head) => this.#user?.onAnswerInformational(head),
    onBody: (chunk) => this.#user?.onAnswerBody(chunk),
    onTrailers: (fields) => this.#user?.onAnswerTrailers(fields),
    onEnd: () => this.#user?.onAnswerEnd(),
    onError: () => this.#user?.onAnswerError(),
  });
  readonly #onGone: (stream: TunnelStream) => void;
  readonly #stream: YamuxStream;
  #user: StreamUser | undefined;
  #gone = false;
  #ended = false;
  #lastAnswer = false;
  #answered = false;
  #begun = 0;

  /** Opens the stream. `onGone` is called once, when it can carry nothing more. Throws where the session opens no more streams. */
  constructor(open: (handler: StreamHandler) => YamuxStream, onGone: (stream: TunnelStream) => void) {
    this.#onGone = onGone;
    this.#stream = open(this);
  }

  /** Whether the next request may go over it. */
  get reusable(): boolean {
    return !this.#gone && !this.#ended && !this.#lastAnswer && this.#reader.idle && this.#stream.writable;
  }

  /** Whether it carried another request before the present one. */
  get reused(): boolean {
    return this.#begun > 1;
  }

  /** Whether any byte of an answer to the present request has come. */
  get answered(): boolean {
    return this.#answered;
  }

  /** Whether its user waits for the first byte of an answer, and could wait elsewhere. */
  get mayMoveOn(): boolean {
    return !this.#answered && this.#user?.mayMoveOn === true;
  }

  /** Gives the stream to a user, for one request of the given method and its answer. */
  begin(user: StreamUser, method: string): void {
    this.#user = user;
    this.#answered = false;
    this.#begun++;
    this.#reader.expect(method);
  }

  /** Takes the stream from its user. */
  release(): void {
    this.#user = undefined;
  }

  /** Queues bytes of the request. Returns false when the user should wait for onStreamDrain. */
  write(chunk: Buffer): boolean {
    return this.#stream.write(chunk);
  }

  /** Returns credit for bytes of the answer that went on to the visitor. */
  consumed(bytes: number): void {
    if (!this.#gone) this.#stream.consumed(bytes);
  }

  /** From inside onAnswerHead: the answer's chunked body arrives as its payload alone. */
  decodeChunks(): void {
    this.#reader.decodeChunks = true;
  }

  /** Gives up HTTP after an accepted upgrade: the bare stream, and what came behind the answer's head. */
  detach(): { stream: YamuxStream; rest: Buffer } {
    this.#leave();
    return { stream: this.#stream, rest: this.#reader.detach() };
  }

  /** Ends it in an orderly way, between two requests. */
  end(): void {
    this.#user = undefined;
    this.#stream.end();
    if (this.#ended) this.#leave();
  }

  /** Breaks the stream off; its user is not told. */
  reset(): void {
    this.#stream.reset();
    this.#leave();
  }

  /** Breaks the stream off and tells its user why. */
  abort(reason: CloseReason): void {
    this.#stream.reset();
    this.onReset(reason);
  }

  onData(chunk: Buffer): void {
    const user = this.#user;
    if (user === undefined) {
      // Nobody asked for these bytes: given to the next user, they would be taken for the answer to another request.
      this.reset();
      return;
    }
    this.#answered = true;
    this.#reader.push(chunk);
    // Not when the user left in the meantime: the bytes are no longer its own.
    if (this.#user === user) user.onAnswerProgress(chunk.length);
  }

  onDrain(): void {
    this.#user?.onStreamDrain();
  }

  onReset(reason: CloseReason): void {
    const user = this.#user;
    this.#leave();
    user?.onStreamReset(reason);
  }

  onEnd(): void {
    const user = this.#user;
    this.#ended = true;
    // An answer that ends with its stream is complete now; any other one that is still running broke off.
    this.#reader.end();
    if (this.#user === user) user?.onAnswerProgress(0);
    if (this.#user === undefined) this.end();
  }

  #onAnswerHead(head: ResponseHead): void {
    // The sender ends the stream behind this answer.
    if (!head.keepAlive || head.body.kind === 'until-close') this.#lastAnswer = true;
    this.#user?.onAnswerHead(head);
  }

  #leave(): void {
    this.#user = undefined;
    if (this.#gone) return;
    this.#gone = true;
    this.#onGone(this);
  }
}
