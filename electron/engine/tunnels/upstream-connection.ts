import type { Duplex } from 'node:stream';
import type { HttpSyntaxError } from '../../../shared/http1/http-syntax-error.ts';
import { ResponseReader } from '../../../shared/http1/message-reader.ts';
import type { ResponseHead } from '../../../shared/http1/response-head.ts';
import type { ProxiedSource } from '../../../shared/proxy-protocol/write-proxy-header.ts';
import { gatherBulk } from '../../../shared/wire/gather-bulk.ts';
import type { Dialer } from './upstream-dialer.ts';
import { UpstreamError } from './upstream-error.ts';

/**
 * How long an idle connection is used again where the upstream does not say. The shortest default of common servers that do
 * keep connections is 5 s (Node, Apache, Puma's is longer); one second less keeps the request from crossing with their close.
 */
const DEFAULT_IDLE_MS = 4_000;
/** Taken off the time that a `Keep-Alive: timeout=N` promises, for the same reason. */
const IDLE_MARGIN_MS = 1_000;

/** What happens to one request on an upstream connection. */
export interface AnswerHandler {
  onInformational(head: ResponseHead): void;
  onHead(head: ResponseHead): void;
  /** Body bytes as framed. Memory is used again after the call. Returns false to stop until `resume()`. */
  onBody(chunk: Buffer): boolean;
  onEnd(): void;
  /** No answer, or not all of it; nothing follows. @param answered whether any byte of the answer had come */
  onFailure(error: UpstreamError, answered: boolean): void;
  /** The socket took what `write` had to hold. */
  onDrain(): void;
}

/** One connection to an HTTP upstream, used for one request after the other. */
export class UpstreamConnection {
  readonly #dialer: Dialer;
  readonly #source: ProxiedSource;
  readonly #reader: ResponseReader;
  #socket: Duplex | undefined;
  #cancelDial: (() => void) | undefined;
  #handler: AnswerHandler | undefined;
  /** Written before the connection stood. */
  #early: Buffer[] = [];
  #answered = false;
  #paused = false;
  #reusable = false;
  #idleMs = DEFAULT_IDLE_MS;
  #idleUntil = 0;
  #sink: ((chunk: Buffer) => boolean) | undefined;
  #dead = false;

  /** @param source whose requests go over it */
  constructor(dialer: Dialer, source: ProxiedSource) {
    this.#dialer = dialer;
    this.#source = source;
    this.#reader = new ResponseReader({
      onInformational: (head) => this.#handler?.onInformational(head),
      onHead: (head) => this.#onHead(head),
      onBody: (chunk) => {
        if (this.#handler?.onBody(chunk) === false) this.#paused = true;
      },
      onEnd: () => this.#onEnd(),
      onError: (error) => this.#onSyntaxError(error),
    });
  }

  /** Whether a next request may be sent on it at `now` (ms, as `performance.now()`). */
  canReuse(now: number): boolean {
    return !this.#dead && this.#reusable && this.#handler === undefined && now < this.#idleUntil;
  }

  /** Whether it waits for a request that should no longer be sent on it. */
  isStale(now: number): boolean {
    return this.#dead || (this.#handler === undefined && now >= this.#idleUntil);
  }

  /** Begins a request: its head follows by `write`. */
  begin(method: string, handler: AnswerHandler): void {
    this.#handler = handler;
    this.#answered = false;
    this.#reusable = false;
    this.#reader.expect(method);
    if (!this.#socket && !this.#cancelDial) this.#dial();
  }

  /** Sends bytes of the request; their memory belongs to the connection. False: stop until `onDrain`. */
  write(chunk: Buffer): boolean {
    if (this.#dead) return true;
    if (!this.#socket) {
      this.#early.push(chunk);
      return false;
    }
    gatherBulk(this.#socket, chunk.length);
    return this.#socket.write(chunk);
  }

  /** Stops reading until `resume()`, as `onBody` does by its answer. */
  pause(): void {
    this.#paused = true;
  }

  /** Goes on reading. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    this.#socket?.resume();
  }

  /**
   * After a 101: hands the socket over. Later bytes go to `sink` (see UpstreamHandler.onData); those that came behind the
   * head are returned. This object is done with the socket: its own listeners do nothing any more.
   */
  detach(sink: (chunk: Buffer) => boolean): { socket: Duplex; rest: Buffer } | undefined {
    if (!this.#socket) return undefined;
    const rest = this.#reader.detach();
    const socket = this.#socket;
    this.#sink = sink;
    this.#socket = undefined;
    this.#handler = undefined;
    this.#dead = true;
    return { socket, rest };
  }

  destroy(): void {
    this.#handler = undefined;
    this.#dead = true;
    this.#early = [];
    this.#cancelDial?.();
    this.#cancelDial = undefined;
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #dial(): void {
    const handler = {
      onConnect: (socket: Duplex) => this.#connected(socket),
      onFailure: (error: UpstreamError) => this.#fail(error),
      onData: (chunk: Buffer) => this.#onData(chunk),
    };
    this.#cancelDial = this.#dialer.dial(handler, this.#source);
  }

  #connected(socket: Duplex): void {
    this.#cancelDial = undefined;
    this.#socket = socket;
    socket.on('drain', () => this.#handler?.onDrain());
    socket.on('end', () => this.#onSocketEnd());
    socket.on('error', () => this.#lost());
    socket.on('close', () => this.#lost());
    const early = this.#early;
    this.#early = [];
    for (const chunk of early) socket.write(chunk);
    if (!socket.writableNeedDrain) this.#handler?.onDrain();
  }

  #onData(chunk: Buffer): boolean {
    if (this.#sink) return this.#sink(chunk);
    if (!this.#handler) {
      // Bytes that nobody asked for: whatever they are, they must not become the answer to the next request.
      this.destroy();
      return true;
    }
    this.#answered = true;
    this.#reader.push(chunk);
    return !this.#paused;
  }

  #onHead(head: ResponseHead): void {
    this.#reusable = head.keepAlive && head.body.kind !== 'until-close';
    if (this.#reusable) this.#idleMs = idleTime(head);
    this.#handler?.onHead(head);
  }

  #onEnd(): void {
    const handler = this.#handler;
    this.#handler = undefined;
    // Bytes behind the answer are nobody's: the next request must not get them for its answer.
    this.#reusable &&= this.#reader.idle;
    if (this.#reusable) this.#idleUntil = performance.now() + this.#idleMs;
    else this.destroy();
    handler?.onEnd();
  }

  #onSocketEnd(): void {
    this.#reusable = false;
    if (!this.#handler) {
      this.destroy();
      return;
    }
    // Ends an answer that lasts until the close; any other is broken by it, and the reader says so.
    this.#reader.end();
    if (this.#handler) this.#lost();
  }

  #onSyntaxError(error: HttpSyntaxError): void {
    const message = error.truncated
      ? 'The service closed the connection in the middle of its answer.'
      : `The service's answer is not valid HTTP (${error.rule}).`;
    this.#fail(new UpstreamError('upstream-invalid', message));
  }

  #lost(): void {
    this.#fail(new UpstreamError('upstream-invalid', 'The service closed the connection before it had answered.'));
  }

  #fail(error: UpstreamError): void {
    const handler = this.#handler;
    this.destroy();
    handler?.onFailure(error, this.#answered);
  }
}

/** RFC 2068 §19.7.1.1 as servers use it today: `Keep-Alive: timeout=SECONDS`. */
function idleTime(head: ResponseHead): number {
  const hint = head.block.get('keep-alive');
  const seconds = hint && /(?:^|[ ,])timeout=(\d{1,6})/i.exec(hint)?.[1];
  if (!seconds) return DEFAULT_IDLE_MS;
  return Math.max(0, Number(seconds) * 1000 - IDLE_MARGIN_MS);
}
