import { constants, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Socket } from 'node:net';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { AccessLog } from '../access-log/access-log.ts';
import type { ErrorCode } from '../http/error-page.ts';
import { ForwardedFields } from '../http/forwarded-fields.ts';
import type { HttpGroup } from '../http/http-group.ts';
import { addressOf, visitorOf } from '../http/visitor-address.ts';
import type { ExchangeContext } from '../http/visitor-side.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import type { Visit } from '../net/visit.ts';
import { HTTP2_OPTIONS } from './http2-limits.ts';
import { Http2Request, type Http2RequestContext } from './http2-request.ts';

const NEVER = Number.POSITIVE_INFINITY;

/** What HTTP/2 connections need of the data plane. */
export interface Http2Context extends ExchangeContext {
  readonly scheme: 'http' | 'https';
  readonly limits: ExitLimits;
  http2Closed(connection: Http2Connection): void;
}

/** A visitor's HTTP/2 connection (RFC 9113): gives each of its streams to an exchange of its own. */
export class Http2Connection implements Visit, Http2RequestContext {
  readonly metrics: RequestMetrics;
  readonly accessLog: AccessLog | undefined;
  readonly limits: ExitLimits;
  readonly forwarded: ForwardedFields;
  readonly visitor: string;
  readonly address: string;
  readonly #context: Http2Context;
  readonly #session: ServerHttp2Session;
  readonly #requests = new Set<Http2Request>();
  #deadline: number;

  /** Takes over a paused socket that agreed on `h2`. */
  constructor(socket: Socket, context: Http2Context) {
    this.#context = context;
    this.metrics = context.metrics;
    this.accessLog = context.accessLog;
    this.limits = context.limits;
    this.visitor = visitorOf(socket);
    this.address = addressOf(socket);
    this.forwarded = new ForwardedFields(this.address, context.scheme, context.limits.trustedProxyDepth);
    this.#deadline = context.coarseNow + context.limits.idleTimeoutMs;
    // A visitor that ends its side can be sent nothing any more: HTTP/2 has no half-open connections.
    socket.allowHalfOpen = false;
    this.#session = performServerHandshake(socket, HTTP2_OPTIONS);
    this.#session.on('stream', (stream, _headers, _flags, fields) => this.#onStream(stream, fields));
    // 'close' follows; without a listener the error would end the process.
    this.#session.on('error', ignore);
    this.#session.on('close', () => context.http2Closed(this));
  }

  get coarseNow(): number {
    return this.#context.coarseNow;
  }

  route(head: RequestHead, forwarded: ForwardedFields): HttpGroup | ErrorCode {
    return this.#context.route(head, forwarded);
  }

  checkDeadline(now: number): void {
    for (const request of this.#requests) request.checkDeadline(now);
    if (now >= this.#deadline) this.#session.destroy(undefined, constants.NGHTTP2_NO_ERROR);
  }

  /** Says so to the visitor (GOAWAY, RFC 9113 §6.8); the connection ends with the last of its streams. */
  drain(): void {
    this.#session.close();
  }

  destroy(): void {
    this.#session.destroy(undefined, constants.NGHTTP2_INTERNAL_ERROR);
  }

  requestClosed(request: Http2Request): void {
    this.#requests.delete(request);
    if (this.#requests.size === 0) this.#deadline = this.coarseNow + this.limits.idleTimeoutMs;
  }

  #onStream(stream: ServerHttp2Stream, fields: readonly string[]): void {
    this.#deadline = NEVER;
    const request = new Http2Request(stream, this);
    this.#requests.add(request);
    request.begin(fields);
  }
}

function ignore(): void {}
