import { CLASS, CR, LF, TOKEN } from './characters.ts';
import { carriageReturnError } from './field-block.ts';
import { HttpSyntaxError } from './http-syntax-error.ts';
import { MAX_REQUEST_LINE_BYTES } from './limits.ts';
import { BETWEEN, CLOSED, HEAD, MessageCore, type MessageHandler, SWITCHED } from './message-core.ts';
import { parseRequestHead, type RequestHead } from './request-head.ts';
import { parseResponseHead, type ResponseHead } from './response-head.ts';

export type { MessageHandler } from './message-core.ts';

/** By this many bytes a request line that keeps its bound is whole: the bound, and what a parser looks at behind the target. */
const REQUEST_LINE_REACH = MAX_REQUEST_LINE_BYTES + 16;

/** How far the empty line before a request has come. */
const LINE_START = 0;
const LINE_CR = 1;
const LINE_DONE = 2;

/**
 * Reads the requests of a connection, one at a time: after `onEnd` further bytes are held until `next()`. What is held has no bound of its own, so the
 * owner reads no more from its socket while `buffered` is over 0 between two requests.
 *
 * One empty line before a request is skipped (RFC 9112 §2.2 asks for "at least one"), no more.
 */
export class RequestReader extends MessageCore<RequestHead> {
  #emptyLine = LINE_START;
  #lineIsWhole = false;

  /** Lets the next message of a pipeline be read. Does nothing before the present one is complete. */
  next(): void {
    if (this.state !== BETWEEN) return;
    this.state = HEAD;
    this.resume();
  }

  protected parse(bytes: Buffer, start: number, end: number): RequestHead {
    return parseRequestHead(bytes, start, end);
  }

  protected skipBefore(chunk: Buffer, pos: number): number {
    let at = pos;
    if (this.#emptyLine === LINE_START) {
      this.#emptyLine = chunk[at] === CR ? LINE_CR : LINE_DONE;
      if (this.#emptyLine === LINE_CR) at++;
    }
    if (this.#emptyLine === LINE_CR && at < chunk.length) {
      if (chunk[at] !== LF) throw carriageReturnError();
      this.#emptyLine = LINE_DONE;
      at++;
    }
    return at;
  }

  protected checkUnfinished(from: number): void {
    const { bytes, held } = this.gathered;
    // What does not begin like a method is not HTTP, and its sender (a TLS client, say) may wait for an answer before it sends more.
    if (((CLASS[bytes[0] as number] as number) & TOKEN) === 0) parseRequestHead(bytes, 0, 1);
    const broken = this.gathered.bareLineFeed(from);
    if (broken >= 0) parseRequestHead(bytes, 0, broken);
    if (!this.#lineIsWhole && held >= REQUEST_LINE_REACH) {
      const lineEnd = bytes.indexOf(LF);
      if (lineEnd < 0 || lineEnd >= REQUEST_LINE_REACH) parseRequestHead(bytes, 0, REQUEST_LINE_REACH);
      this.#lineIsWhole = true;
    }
    if (this.gathered.full) parseRequestHead(bytes, 0, held);
  }

  protected deliver(head: RequestHead): boolean {
    this.#emptyLine = LINE_START;
    this.#lineIsWhole = false;
    this.handler.onHead(head);
    return true;
  }

  protected finish(): void {
    this.state = BETWEEN;
    this.handler.onEnd();
  }

  protected startMessage(): boolean {
    return false;
  }

  protected mayEnd(): boolean {
    return true;
  }
}

/**
 * Reads the answers of a connection. `expect` must be called before each answer comes: an answer that nobody asked for is an error
 * (RFC 9112 §9.2), also one that stands behind the expected one in the same chunk. In `onEnd` such bytes show as `idle === false`, so that the connection
 * is not used again; the error follows.
 *
 * A head of status 101 is final: no body and no `onEnd` follow, and the bytes behind it wait for `detach`. Whether it was asked for is for the handler to see.
 */
export class ResponseReader extends MessageCore<ResponseHead> {
  #methods: string[] = [];
  #surplus = false;

  constructor(handler: MessageHandler<ResponseHead>) {
    super(handler);
    this.state = BETWEEN;
  }

  /** Tells the method of the next request, on which the framing of its answer depends. May be called several times ahead. */
  expect(method: string): void {
    this.#methods.push(method);
    if (this.state === BETWEEN && !this.#surplus) this.state = HEAD;
  }

  override get idle(): boolean {
    return this.state === BETWEEN && this.buffered === 0;
  }

  protected parse(bytes: Buffer, start: number, end: number): ResponseHead {
    return parseResponseHead(bytes, start, end, this.#methods[0] ?? '');
  }

  protected skipBefore(_chunk: Buffer, pos: number): number {
    return pos;
  }

  protected checkUnfinished(from: number): void {
    const { bytes, held } = this.gathered;
    if (bytes[0] !== 0x48) this.parse(bytes, 0, 1);
    const broken = this.gathered.bareLineFeed(from);
    if (broken >= 0) this.parse(bytes, 0, broken);
    if (this.gathered.full) this.parse(bytes, 0, held);
  }

  protected deliver(head: ResponseHead): boolean {
    if (head.status < 200 && head.status !== 101) {
      this.handler.onInformational?.(head);
      return false;
    }
    this.#methods.shift();
    if (head.status === 101) this.state = SWITCHED;
    this.handler.onHead(head);
    return head.status !== 101;
  }

  protected finish(surplus: boolean): void {
    this.#surplus = surplus && this.#methods.length === 0;
    this.state = BETWEEN;
    this.handler.onEnd();
    if (this.state === BETWEEN && this.#methods.length > 0 && !this.#surplus) this.state = HEAD;
  }

  protected startMessage(): boolean {
    if (this.state !== CLOSED) this.fail(new HttpSyntaxError(400, 'RFC 9112 §9.2: answer without a request'));
    return false;
  }

  protected mayEnd(): boolean {
    return this.state === BETWEEN;
  }
}
