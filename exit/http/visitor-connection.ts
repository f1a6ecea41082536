import type { Socket } from 'node:net';
import { breakOff } from '../../shared/break-off.ts';
import type { HttpSyntaxError } from '../../shared/http1/http-syntax-error.ts';
import { type MessageHandler, RequestReader } from '../../shared/http1/message-reader.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { UNREAD_REQUEST } from '../access-log/unread-request.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import { SocketPipe } from '../net/socket-pipe.ts';
import type { Visit } from '../net/visit.ts';
import { type ErrorCode, errorStatus, renderErrorAnswer } from './error-page.ts';
import { Exchange } from './exchange.ts';
import { ForwardedFields } from './forwarded-fields.ts';
import type { HttpTunnel } from './http-tunnel.ts';
import type { TunnelStream } from './tunnel-stream.ts';
import { addressOf, visitorOf } from './visitor-address.ts';
import { VisitorOutput } from './visitor-output.ts';
import type { ExchangeContext, VisitorSide } from './visitor-side.ts';

/**
 * How long a connection is read on after its last answer, ms. Closed at once with bytes unread, the kernel would reset it, and the
 * visitor could lose the answer (RFC 9112 §9.6).
 */
export const LINGER_MS = 5_000;

const NEVER = Number.POSITIVE_INFINITY;

/** What visitor connections need of the data plane. */
export interface VisitorContext extends ExchangeContext {
  readonly scheme: 'http' | 'https';
  readonly limits: ExitLimits;
  /** Whether connections are to end with their running answers. */
  readonly draining: boolean;
  connectionUpgraded(connection: VisitorConnection, pipe: SocketPipe): void;
  connectionClosed(connection: VisitorConnection): void;
  pipeClosed(pipe: SocketPipe): void;
}

/**
 * Where a connection is: `idle` between requests, `head` in a request's head, `exchange` until its answer is complete, `flushing`
 * until a slow visitor has taken that answer, `closing` after the last one, `gone`: closed or handed over.
 */
type Phase = 'idle' | 'head' | 'exchange' | 'flushing' | 'closing' | 'gone';

/** One TCP connection of a visitor: reads its requests one at a time and gives each to the exchange. */
export class VisitorConnection implements MessageHandler<RequestHead>, VisitorSide, Visit {
  readonly output: VisitorOutput;
  readonly forwarded: ForwardedFields;
  readonly visitor: string;
  readonly #socket: Socket;
  readonly #context: VisitorContext;
  readonly #reader: RequestReader;
  readonly #exchange: Exchange;
  readonly #listeners = [
    ['data', (chunk: Buffer) => this.#onSocketData(chunk)],
    ['end', () => this.#onSocketEnd()],
    ['drain', () => this.#onSocketDrain()],
    ['close', () => this.#onSocketClose()],
  ] as const;
  #phase: Phase = 'idle';
  #deadline: number;
  /** The reader is in a call; the next request waits until it has returned. */
  #reading = false;
  #nextWanted = false;
  #requestHeld = false;
  #paused = false;
  #visitorEnded = false;

  constructor(socket: Socket, context: VisitorContext) {
    this.#socket = socket;
    this.#context = context;
    this.output = new VisitorOutput(socket);
    this.visitor = visitorOf(socket);
    const { limits } = context;
    this.forwarded = new ForwardedFields(addressOf(socket), context.scheme, limits.trustedProxyDepth);
    this.#reader = new RequestReader(this, limits.maxHeaderBytes);
    this.#exchange = new Exchange(this, context);
    this.#deadline = context.coarseNow + limits.idleTimeoutMs;
    for (const [event, listener] of this.#listeners) socket.on(event, listener);
    // 'close' follows; without a listener the error would end the process.
    socket.on('error', ignore);
  }

  get mayKeepAlive(): boolean {
    return !this.#context.draining;
  }

  /** Whether a request is on its way or being answered. */
  get busy(): boolean {
    return this.#phase !== 'idle' && this.#phase !== 'gone';
  }

  /** Called every second or so: ends what takes too long. */
  checkDeadline(now: number): void {
    if (now < this.#deadline) return;
    if (this.#phase === 'idle') this.#closeIdle();
    else if (this.#phase === 'head') this.#refuse('request-timeout', errorStatus('request-timeout'));
    else if (this.#phase === 'closing') this.#socket.destroy();
    else if (this.#phase === 'exchange' && !this.#exchange.requestDone) this.#onUploadIdle(now);
  }

  /** Ends the connection if it is between requests; otherwise it ends with the running answer. */
  drain(): void {
    if (this.#phase === 'idle') this.#closeIdle();
  }

  /** Ends the connection at once, visibly broken off. */
  destroy(): void {
    breakOff(this.#socket);
  }

  onHead(head: RequestHead): void {
    if (this.#phase === 'closing') return;
    this.#phase = 'exchange';
    this.#deadline = head.body.kind === 'none' ? NEVER : this.#context.coarseNow + this.#context.limits.bodyTimeoutMs;
    this.#exchange.begin(head);
  }

  onBody(chunk: Buffer): void {
    if (this.#phase !== 'exchange') return;
    this.#deadline = this.#context.coarseNow + this.#context.limits.bodyTimeoutMs;
    this.#exchange.requestBody(chunk);
  }

  onEnd(): void {
    if (this.#phase !== 'exchange') return;
    this.#deadline = NEVER;
    this.#exchange.requestEnd();
  }

  onError(error: HttpSyntaxError): void {
    if (this.#phase === 'closing' || this.#phase === 'gone') return;
    // A visitor that ended inside its request cannot be served, and does not wait for an answer.
    if (error.truncated) this.#socket.destroy();
    else this.#refuse('bad-request', error.status);
  }

  holdRequest(hold: boolean): void {
    this.#requestHeld = hold;
    this.#updateReading();
  }

  exchangeDone(keepAlive: boolean): void {
    this.#requestHeld = false;
    if (!keepAlive) {
      this.#closeGently();
      return;
    }
    // Not before the visitor has taken this answer: else requests sent in one go would heap their answers up here.
    this.#phase = 'flushing';
    if (!this.output.blocked) this.#next();
  }

  upgraded(tunnel: HttpTunnel, tunnelStream: TunnelStream): void {
    this.#phase = 'gone';
    const socket = this.#socket;
    const ended = this.#visitorEnded;
    for (const [event, listener] of this.#listeners) socket.off(event, listener);
    const { stream, rest } = tunnelStream.detach();
    const early = this.#reader.detach();
    const pipe = new SocketPipe(socket, stream, tunnel.traffic, (closed) => {
      tunnel.upgraded.delete(closed);
      this.#context.pipeClosed(closed);
    });
    tunnel.upgraded.add(pipe);
    this.#context.connectionUpgraded(this, pipe);
    pipe.start(rest, early, ended);
  }

  breakOff(): void {
    breakOff(this.#socket);
  }

  #onSocketData(chunk: Buffer): void {
    // After the last answer: read only so that the visitor gets it, see LINGER_MS.
    if (this.#phase === 'closing') return;
    if (this.#phase === 'idle') this.#beginHead();
    this.#reading = true;
    this.#reader.push(chunk);
    this.#afterReading();
  }

  /** Lets the next request be read, now or when the reader's running call has returned. */
  #next(): void {
    this.#nextWanted = true;
    if (!this.#reading) this.#afterReading();
  }

  #afterReading(): void {
    this.#reading = true;
    while (this.#nextWanted) {
      this.#nextWanted = false;
      this.#beginIdle();
      if (this.#reader.buffered > 0) this.#beginHead();
      this.#reader.next();
    }
    this.#reading = false;
    // Only an empty line came, which some visitors send behind a body (RFC 9112 §2.2).
    if (this.#phase === 'head' && this.#reader.buffered === 0) this.#beginIdle();
    // It ended while an earlier answer was on its way; now is the time to see whether it ended inside a request.
    if (this.#visitorEnded) this.#onSocketEnd();
    else if (this.#phase === 'idle' && this.#context.draining) this.#closeIdle();
    this.#updateReading();
  }

  #beginIdle(): void {
    this.#phase = 'idle';
    this.#deadline = this.#context.coarseNow + this.#context.limits.idleTimeoutMs;
  }

  #beginHead(): void {
    this.#phase = 'head';
    this.#deadline = this.#context.coarseNow + this.#context.limits.headTimeoutMs;
  }

  /** Reads the socket except while the stream takes no more of the upload, or a next request already waits for its turn. */
  #updateReading(): void {
    const running = this.#phase === 'exchange' || this.#phase === 'flushing';
    const pause = running && (this.#requestHeld || (this.#exchange.requestDone && this.#reader.buffered > 0));
    if (pause === this.#paused) return;
    this.#paused = pause;
    if (pause) this.#socket.pause();
    else this.#socket.resume();
  }

  #onSocketEnd(): void {
    this.#visitorEnded = true;
    if (this.#phase === 'idle') this.#closeIdle();
    // An end inside a request makes the reader report it as truncated. After a whole request the answer is still wanted.
    else if (this.#phase === 'head' || (this.#phase === 'exchange' && !this.#exchange.requestDone)) this.#reader.end();
  }

  #onSocketDrain(): void {
    this.#exchange.onVisitorDrain();
    if (this.#phase === 'flushing') this.#next();
  }

  #onSocketClose(): void {
    if (this.#phase === 'gone') return;
    this.#phase = 'gone';
    this.#exchange.abort();
    this.#context.connectionClosed(this);
  }

  #onUploadIdle(now: number): void {
    // Held back by the upstream, not by the visitor.
    if (this.#paused) this.#deadline = now + this.#context.limits.bodyTimeoutMs;
    else this.#refuse('request-timeout', errorStatus('request-timeout'));
  }

  /** Answers a request that cannot be passed on, where nothing was answered yet, and ends the connection. */
  #refuse(code: ErrorCode, status: number): void {
    if (!this.#exchange.running) {
      this.#context.metrics.unknown.observe(status, '', 0);
      this.#context.accessLog?.add({ ...UNREAD_REQUEST, visitor: addressOf(this.#socket), status });
    } else if (!this.#exchange.requestFailed(status)) {
      this.breakOff();
      return;
    }
    this.output.add(renderErrorAnswer(code, status, { json: false, headOnly: false, connection: 'close' }));
    this.#context.metrics.unknown.bytesOut += this.output.flush();
    this.#closeGently();
  }

  /** Ends the connection between requests: nothing is on its way that lingering would save. */
  #closeIdle(): void {
    this.#phase = 'closing';
    this.#socket.destroySoon();
  }

  /** Ends the connection behind what was written, and reads on for a while. */
  #closeGently(): void {
    this.#phase = 'closing';
    this.#deadline = NEVER;
    this.#nextWanted = false;
    // The time runs only from when a slow visitor has been sent everything.
    this.#socket.end(() => {
      this.#deadline = this.#context.coarseNow + LINGER_MS;
    });
    if (this.#paused) this.#updateReading();
  }
}

function ignore(): void {}
