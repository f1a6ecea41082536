import { constants, type ServerHttp2Stream } from 'node:http2';
import { HttpSyntaxError } from '../../shared/http1/http-syntax-error.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { UNREAD_REQUEST } from '../access-log/unread-request.ts';
import { errorStatus } from '../http/error-page.ts';
import { Exchange } from '../http/exchange.ts';
import type { ForwardedFields } from '../http/forwarded-fields.ts';
import type { ExchangeContext, VisitorSide } from '../http/visitor-side.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import { Http2Output } from './http2-output.ts';
import { readHttp2Head } from './http2-request-head.ts';
import { writeTrailers } from './write-trailers.ts';

const { NGHTTP2_NO_ERROR } = constants;
const NEVER = Number.POSITIVE_INFINITY;
const CRLF = Buffer.from('\r\n');

/** What the requests of one connection share. */
export interface Http2RequestContext extends ExchangeContext {
  readonly limits: ExitLimits;
  readonly forwarded: ForwardedFields;
  /** The visitor's `ip:port`, and its IP address. */
  readonly visitor: string;
  readonly address: string;
  requestClosed(request: Http2Request): void;
}

/** One stream of a visitor's HTTP/2 connection: a request, which goes to the exchange as HTTP/1.1, and its answer. */
export class Http2Request implements VisitorSide {
  readonly output: Http2Output;
  readonly forwarded: ForwardedFields;
  readonly visitor: string;
  /** Each request has a stream of its own: there is nothing to keep. */
  readonly mayKeepAlive = true;
  readonly #stream: ServerHttp2Stream;
  readonly #context: Http2RequestContext;
  readonly #exchange: Exchange;
  #chunked = false;
  /** Bytes that the content-length still promises. */
  #remaining = 0;
  #trailers: readonly string[] = [];
  #held = false;
  #deadline = NEVER;

  constructor(stream: ServerHttp2Stream, context: Http2RequestContext) {
    this.#stream = stream;
    this.#context = context;
    this.output = new Http2Output(stream);
    this.forwarded = context.forwarded;
    this.visitor = context.visitor;
    this.#exchange = new Exchange(this, context);
    // 'close' follows; without a listener the error would end the process.
    stream.on('error', ignore);
    stream.on('drain', () => this.#exchange.onVisitorDrain());
    stream.on('aborted', () => this.#exchange.abort());
    stream.on('close', () => this.#onClose());
  }

  /** Begins with the fields of the request's head. */
  begin(fields: readonly string[]): void {
    const stream = this.#stream;
    const hasBody = !stream.endAfterHeaders;
    let head: RequestHead;
    try {
      head = readHttp2Head(fields, hasBody, this.#context.limits.maxHeaderBytes);
    } catch (error) {
      if (!(error instanceof HttpSyntaxError)) throw error;
      this.#refuse(error.status);
      return;
    }
    this.#chunked = head.body.kind === 'chunked';
    this.#remaining = head.body.kind === 'length' ? head.body.length : 0;
    if (hasBody) this.#touch();
    this.#exchange.begin(head);
    if (!hasBody) {
      this.#exchange.requestEnd();
      return;
    }
    stream.on('trailers', (_headers, _flags, rawTrailers) => {
      this.#trailers = rawTrailers;
    });
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    stream.on('end', () => this.#onEnd());
  }

  /** Called every second or so: ends an upload that pauses for too long. */
  checkDeadline(now: number): void {
    if (now < this.#deadline) return;
    // Held back by the upstream, not by the visitor.
    if (this.#held) this.#touch();
    else this.#onUploadIdle();
  }

  holdRequest(hold: boolean): void {
    this.#held = hold;
    if (hold) this.#stream.pause();
    else this.#stream.resume();
  }

  exchangeDone(): void {
    this.#deadline = NEVER;
    this.#stream.end();
    if (!this.#exchange.requestDone) this.#stopUpload();
  }

  upgraded(): never {
    throw new Error('HTTP/2 has no Upgrade (RFC 9113 §8.6), so none was sent');
  }

  breakOff(): void {
    this.#deadline = NEVER;
    // Not close(): it ends the answer before it resets the stream, and the visitor would take it for whole.
    this.#stream.destroy(new Error('broken off'));
  }

  #onData(chunk: Buffer): void {
    // An empty chunk would be the last one.
    if (!this.#exchange.running || chunk.length === 0) return;
    this.#touch();
    if (this.#chunked) {
      const size = Buffer.from(`${chunk.length.toString(16)}\r\n`, 'latin1');
      this.#exchange.requestBody(Buffer.concat([size, chunk, CRLF]));
      return;
    }
    this.#remaining -= chunk.length;
    if (this.#remaining < 0) this.#onWrongLength();
    else this.#exchange.requestBody(chunk);
  }

  #onEnd(): void {
    // An upload that was reset ends too, for those who read it.
    if (!this.#exchange.running || this.#stream.aborted) return;
    this.#deadline = NEVER;
    if (this.#remaining > 0) {
      this.#onWrongLength();
      return;
    }
    // Trailers of an upload with a length are dropped: HTTP/1.1 has no place for them (RFC 9110 §6.5.1).
    if (this.#chunked) this.#exchange.requestBody(writeTrailers(this.#trailers));
    this.#exchange.requestEnd();
  }

  /** RFC 9113 §8.1.1. nghttp2 checks it too; what the upstream takes for the end of this request must not depend on that. */
  #onWrongLength(): void {
    this.#exchange.requestFailed(400);
    this.breakOff();
  }

  #onUploadIdle(): void {
    const status = errorStatus('request-timeout');
    if (!this.#exchange.requestFailed(status)) {
      this.breakOff();
      return;
    }
    this.output.addPage('request-timeout', status, { json: false, headOnly: false, connection: undefined });
    this.#endPage();
  }

  #refuse(status: number): void {
    const { accessLog, address, metrics } = this.#context;
    metrics.unknown.observe(status, '', 0);
    accessLog?.add({ ...UNREAD_REQUEST, visitor: address, status });
    this.output.addPage('bad-request', status, { json: false, headOnly: false, connection: undefined });
    this.#endPage();
  }

  #endPage(): void {
    this.#deadline = NEVER;
    this.#context.metrics.unknown.bytesOut += this.output.flush();
    this.#stream.end();
    if (!this.#stream.endAfterHeaders) this.#stopUpload();
  }

  /** The answer is whole and nobody wants the rest of the upload: its sender is told so behind the answer (RFC 9113 §8.1). */
  #stopUpload(): void {
    const stream = this.#stream;
    stream.resume();
    const stop = () => setImmediate(() => stream.close(NGHTTP2_NO_ERROR));
    if (stream.writableFinished) stop();
    else stream.once('finish', stop);
  }

  #touch(): void {
    this.#deadline = this.#context.coarseNow + this.#context.limits.bodyTimeoutMs;
  }

  #onClose(): void {
    this.#deadline = NEVER;
    this.#exchange.abort();
    this.#context.requestClosed(this);
  }
}

function ignore(): void {}
