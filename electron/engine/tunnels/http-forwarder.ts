import { type HeadEdits, writeRequestHead, writeResponseHead } from '../../../shared/http1/head-writer.ts';
import { RequestReader } from '../../../shared/http1/message-reader.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import { originTarget } from '../../../shared/http1/request-target.ts';
import type { ResponseHead } from '../../../shared/http1/response-head.ts';
import type { ProxiedSource } from '../../../shared/proxy-protocol/write-proxy-header.ts';
import type { StreamHandler, YamuxStream } from '../../../shared/wire/yamux-stream.ts';
import { answerEdits } from './answer-edits.ts';
import { answerInstead } from './answer-instead.ts';
import { beginExchange, breakExchange, type Exchange, endExchange, mayRetry } from './exchange.ts';
import type { HttpTunnelParts } from './http-tunnel.ts';
import { failureAnswer, type LocalAnswer, probeAnswer } from './local-answer.ts';
import { probeNonce } from './probe-path.ts';
import type { SocketBridge } from './socket-bridge.ts';
import { joinUpgrade, upgradeBridge } from './upgrade-bridge.ts';
import { type AnswerHandler, UpstreamConnection } from './upstream-connection.ts';
import type { UpstreamError } from './upstream-error.ts';
import type { UpstreamWay } from './upstream-routes.ts';

/** How long a service may take to begin its answer once it has the whole request: past it most visitors have given up. */
export const UPSTREAM_ANSWER_TIMEOUT_MS = 120_000;

const SWITCHING_PROTOCOLS = 101;
const NO_EDITS: HeadEdits = {};

/** Takes one stream's requests in turn, sends them to the upstream and its answers back. */
export class HttpForwarder implements StreamHandler {
  readonly #stream: YamuxStream;
  readonly #tunnel: HttpTunnelParts;
  readonly #visitor: ProxiedSource;
  /**
   * A PROXY header names one visitor for all requests of its connection, and only the first request of a stream is known to be of the visitor
   * that the stream was opened for: so the stream, and the connection with it, ends behind that one.
   */
  readonly #oneRequest: boolean;
  readonly #onOver: () => void;
  readonly #reader: RequestReader;
  #upstream: UpstreamConnection | undefined;
  /** Where that leads. */
  #upstreamWay: UpstreamWay | undefined;
  #exchange: Exchange | undefined;
  /** Bytes of the stream whose credit waits until the upstream has taken them. */
  #owed = 0;
  #upstreamFull = false;
  /** The other end sends no more requests; the one under way still gets its answer. */
  #lastRequest = false;
  #bridge: SocketBridge | undefined;
  #over = false;
  readonly #answers: AnswerHandler = {
    onInformational: (head) => this.#onInformational(head),
    onHead: (head) => this.#onAnswer(head),
    onBody: (chunk) => this.#onAnswerBody(chunk),
    onEnd: () => this.#onAnswerEnd(),
    onFailure: (error, answered) => this.#onAnswerFailure(error, answered),
    onDrain: () => this.#onUpstreamDrain(),
  };

  /** @param visitor for whom the stream was opened */
  constructor(stream: YamuxStream, tunnel: HttpTunnelParts, visitor: ProxiedSource, onOver: () => void) {
    this.#stream = stream;
    this.#tunnel = tunnel;
    this.#visitor = visitor;
    this.#oneRequest = tunnel.dialer.proxyProtocol !== undefined;
    this.#onOver = onOver;
    this.#reader = new RequestReader({
      onHead: (head) => this.#onRequest(head),
      onBody: (chunk) => this.#onRequestBody(chunk),
      onEnd: () => this.#onRequestEnd(),
      onError: () => this.close(),
    });
  }

  // ── from the stream ──

  onData(chunk: Buffer): void {
    this.#tunnel.counters.bytesIn += chunk.length;
    this.#owed += chunk.length;
    this.#reader.push(chunk);
    this.#payCredit();
  }

  onEnd(): void {
    if (!this.#reader.idle) {
      this.close();
      return;
    }
    this.#lastRequest = true;
    if (!this.#exchange) this.#endStream();
  }

  onReset(): void {
    this.#finish();
  }

  onDrain(): void {
    this.#upstream?.resume();
  }

  /** Breaks the stream and the upstream connection off. */
  close(): void {
    this.#stream.reset();
    this.#finish();
  }

  /** Ends what waits too long. @param now as `performance.now()` */
  sweep(now: number): void {
    if (this.#upstream?.isStale(now)) this.#dropUpstream();
    const exchange = this.#exchange;
    if (!exchange || exchange.requestDoneAt === 0 || exchange.answerStarted) return;
    if (now - exchange.requestDoneAt < UPSTREAM_ANSWER_TIMEOUT_MS) return;
    this.#dropUpstream();
    this.#answerLocally(failureAnswer('upstream-timeout', this.#oneRequest));
  }

  // ── the request ──

  #onRequest(head: RequestHead): void {
    const nonce = probeNonce(head.target);
    if (nonce !== undefined) {
      this.#exchange = beginExchange(head, undefined, this.#tunnel);
      const own = this.#tunnel.isOwnNonce(nonce);
      this.#answerLocally(probeAnswer(nonce, own, head.method, this.#oneRequest));
      return;
    }
    const connection = head.upgrade === undefined ? undefined : 'upgrade';
    const routed = this.#tunnel.route?.(originTarget(head.target, head.method));
    const way = routed?.way ?? this.#tunnel;
    const edits = way.host.editRequest(head);
    // Most requests pass as they are.
    const isEdited = edits !== undefined || routed !== undefined || connection !== undefined;
    const headBytes = writeRequestHead(head, isEdited ? { ...edits, target: routed?.target, connection } : NO_EDITS);
    this.#exchange = beginExchange(head, headBytes, way, this.#tunnel.capture(head));
    this.#tunnel.counters.open += 1;
    this.#send(this.#exchange, headBytes);
  }

  #send(exchange: Exchange, headBytes: Buffer): void {
    const { way } = exchange;
    // One that is kept is for requests to nowhere else.
    if (this.#upstreamWay === way && this.#upstream?.canReuse(exchange.startedAt)) {
      exchange.fresh = false;
    } else {
      this.#dropUpstream();
      const dialer = way === this.#tunnel ? this.#tunnel.dialerFor?.(exchange.head) : undefined;
      this.#upstream = new UpstreamConnection(dialer ?? way.dialer, this.#visitor);
      this.#upstreamWay = way;
    }
    this.#upstream?.begin(exchange.head.method, this.#answers);
    if (this.#upstream?.write(headBytes) === false) this.#upstreamFull = true;
  }

  #onRequestBody(chunk: Buffer): void {
    this.#exchange?.record?.onRequestBody(chunk);
    if (this.#upstream && !this.#exchange?.answerDone && this.#upstream.write(chunk) === false)
      this.#upstreamFull = true;
  }

  #onUpstreamDrain(): void {
    this.#upstreamFull = false;
    this.#payCredit();
  }

  #onRequestEnd(): void {
    if (!this.#exchange) return;
    this.#exchange.requestDoneAt = performance.now();
    this.#exchange.record?.onRequestEnd();
    this.#nextIfDone();
  }

  // ── the answer ──

  #onInformational(head: ResponseHead): void {
    // No body bytes stop an upstream that sends nothing but these.
    const exchange = this.#exchange;
    if (!exchange) return;
    const edits = answerEdits(exchange.way.host, exchange.head, head);
    if (!this.#write(writeResponseHead(head, edits))) this.#upstream?.pause();
  }

  #onAnswer(head: ResponseHead): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    exchange.way.onUpstream(undefined);
    exchange.answerStarted = true;
    exchange.status = head.status;
    if (head.status === SWITCHING_PROTOCOLS) {
      this.#upgrade(exchange, head);
      return;
    }
    exchange.record?.onAnswer(head);
    exchange.untilClose = head.body.kind === 'until-close';
    exchange.look = exchange.way.host.look(exchange.head, head);
    const close = exchange.untilClose || this.#oneRequest;
    const edits = answerEdits(exchange.way.host, exchange.head, head);
    this.#write(writeResponseHead(head, close ? { ...edits, connection: 'close' } : edits));
  }

  #onAnswerBody(chunk: Buffer): boolean {
    this.#tunnel.counters.bytesOut += chunk.length;
    this.#exchange?.look?.push(chunk);
    this.#exchange?.record?.onAnswerBody(chunk);
    return this.#stream.writeCopy(chunk, 0, chunk.length);
  }

  #onAnswerEnd(): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    exchange.answerDone = true;
    exchange.look?.end();
    // An answer that came before its request was whole: what is still to come of it goes nowhere, and the upstream, which may
    // wait for it, would take the next request for it.
    if (exchange.requestDoneAt === 0 || !this.#upstream?.canReuse(performance.now())) this.#dropUpstream();
    // The end of the stream is the end of the answer: its reader must not wait for the end of the request.
    if (exchange.untilClose) this.#stream.end();
    this.#nextIfDone();
  }

  #onAnswerFailure(error: UpstreamError, answered: boolean): void {
    const exchange = this.#exchange;
    this.#upstream = undefined;
    if (!exchange) return;
    if (exchange.answerStarted) {
      // The visitor has a part of an answer: only a break tells them that it is not the whole.
      exchange.status = 502;
      this.close();
      return;
    }
    if (mayRetry(exchange, answered)) {
      exchange.fresh = true;
      this.#send(exchange, exchange.headBytes as Buffer);
      return;
    }
    if (error.code !== 'upstream-invalid') exchange.way.onUpstream(error);
    this.#answerLocally(answerInstead(error, exchange.head, this.#oneRequest));
  }

  #answerLocally(answer: LocalAnswer): void {
    const exchange = this.#exchange;
    if (!exchange) return;
    exchange.answerStarted = true;
    exchange.answerDone = true;
    exchange.status = answer.status;
    if (answer.failure) exchange.record?.onFailure(answer.status, answer.failure);
    this.#write(answer.bytes);
    this.#upstreamFull = false;
    this.#payCredit();
    this.#nextIfDone();
  }

  #nextIfDone(): void {
    const exchange = this.#exchange;
    if (!exchange || exchange.requestDoneAt === 0 || !exchange.answerDone) return;
    this.#exchange = undefined;
    endExchange(exchange, this.#tunnel.counters);
    if (exchange.untilClose || this.#lastRequest || this.#oneRequest) {
      this.#endStream();
      return;
    }
    this.#reader.next();
    this.#payCredit();
  }

  #upgrade(exchange: Exchange, head: ResponseHead): void {
    if (exchange.head.upgrade === undefined) {
      this.#dropUpstream();
      exchange.answerStarted = false;
      this.#answerLocally(failureAnswer('upstream-invalid', this.#oneRequest));
      return;
    }
    const tap = exchange.record?.onUpgrade(head);
    const { counters } = this.#tunnel;
    const bridge = upgradeBridge({ stream: this.#stream, counters, tap, onOver: () => this.#finish() });
    counters.request(exchange.head.method, SWITCHING_PROTOCOLS, performance.now() - exchange.startedAt);
    this.#bridge = bridge;
    const fromVisitor = this.#reader.detach();
    const upstream = this.#upstream?.detach((chunk) => bridge.fromSocket(chunk));
    this.#upstream = undefined;
    this.#write(writeResponseHead(head, { connection: 'upgrade' }));
    this.#upstreamFull = false;
    this.#payCredit();
    this.#stream.handler = bridge;
    joinUpgrade(bridge, upstream, fromVisitor, tap);
    if (upstream && this.#lastRequest) bridge.onEnd();
  }

  // ── both ──

  /** Returns false where the stream holds more than it should; what follows of a body is stopped by its own bytes. */
  #write(bytes: Buffer): boolean {
    this.#tunnel.counters.bytesOut += bytes.length;
    return this.#stream.write(bytes);
  }

  /** Returns credit for what has been taken: not while the upstream is full, nor for requests that wait for this one's answer. */
  #payCredit(): void {
    if (this.#owed === 0 || this.#upstreamFull) return;
    if (this.#exchange && this.#exchange.requestDoneAt > 0 && this.#reader.buffered > 0) return;
    const owed = this.#owed;
    this.#owed = 0;
    this.#stream.consumed(owed);
  }

  #dropUpstream(): void {
    this.#upstream?.destroy();
    this.#upstream = undefined;
    if (!this.#upstreamFull) return;
    this.#upstreamFull = false;
    this.#payCredit();
  }

  #endStream(): void {
    this.#stream.end();
    this.#finish();
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    const exchange = this.#exchange;
    this.#exchange = undefined;
    if (exchange) breakExchange(exchange, this.#tunnel.counters);
    this.#upstream?.destroy();
    this.#upstream = undefined;
    this.#bridge?.close();
    this.#onOver();
  }
}
