import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import type { OwnAnswer } from '../rules/verdict.ts';
import { type ErrorCode, errorAnswer, errorStatus } from './error-page.ts';
import { readerOf } from './error-page-reader.ts';
import { ExchangeTally } from './exchange-tally.ts';
import { hasBody } from './has-body.ts';
import { RequestWay } from './request-way.ts';
import type { StreamUser } from './tunnel-stream.ts';
import { upstreamErrorOf } from './upstream-error.ts';
import type { ExchangeContext, VisitorSide } from './visitor-side.ts';

/** What is counted for a visitor that left before it was answered; there is no status for it in HTTP (the number is nginx's). */
const STATUS_VISITOR_LEFT = 499;
const STATUS_SWITCHING_PROTOCOLS = 101;
/** The upgrade to HTTP/2 would hide all later requests of the connection from this server; HTTP/2 has dropped it (RFC 9113 §3.1). */
const REFUSED_UPGRADE = /(?:^|[\s,])h2c?(?:$|[\s,])/i;

const NO_EDITS: HeadEdits = {};
const UPGRADE_EDITS: HeadEdits = { connection: 'upgrade' };

/** One request of a visitor and its answer. A connection uses one object for all its requests, one after the other. */
export class Exchange implements StreamUser {
  readonly #side: VisitorSide;
  readonly #context: ExchangeContext;
  readonly #tally: ExchangeTally;
  readonly #way: RequestWay;
  #request: RequestHead | undefined;
  #requestDone = false;
  /** Status of the answer whose head was sent; 0 before. */
  #status = 0;
  #answerDone = false;
  #keepAlive = false;
  #upgrade = false;
  /** The page to send in place of what the client answers for its upstream. */
  #replacement: ErrorCode | undefined;

  constructor(side: VisitorSide, context: ExchangeContext) {
    this.#side = side;
    this.#context = context;
    this.#tally = new ExchangeTally(side, context);
    this.#way = new RequestWay({
      side,
      context,
      tally: this.#tally,
      user: this,
      refuse: (answer) => this.#refuse(answer),
      fail: (code) => this.#answerPage(code),
    });
  }

  /** Whether a request is being answered. */
  get running(): boolean {
    return this.#request !== undefined;
  }

  get requestDone(): boolean {
    return this.#requestDone;
  }

  get mayMoveOn(): boolean {
    return this.#request !== undefined && this.#status === 0 && this.#way.repeatable;
  }

  /** Begins with a request's head: sends it to its tunnel, or answers why not. */
  begin(head: RequestHead): void {
    this.#reset(head);
    const found = this.#context.route(head, this.#side.forwarded);
    if (typeof found === 'string') {
      this.#answerPage(found);
      return;
    }
    this.#tally.traffic = found.traffic;
    const failure = this.#way.begin(found, head, this.#upgrade);
    if (failure !== undefined) this.#answerPage(failure);
  }

  requestBody(chunk: Buffer): void {
    this.#way.sendBody(chunk);
  }

  requestEnd(): void {
    this.#requestDone = true;
    this.#settle();
  }

  /** The request turned out to be malformed: breaks the exchange off. Returns whether the visitor can still be answered, with `status`. */
  requestFailed(status: number): boolean {
    const answerable = this.#status === 0;
    this.#way.drop();
    this.#finish(answerable ? status : this.#status);
    return answerable;
  }

  /** The visitor is gone. */
  abort(): void {
    if (this.#request === undefined) return;
    this.#way.drop();
    this.#finish(this.#status === 0 ? STATUS_VISITOR_LEFT : this.#status);
  }

  /** The visitor's socket takes bytes again. */
  onVisitorDrain(): void {
    this.#way.payCredit();
  }

  onAnswerHead(head: ResponseHead): void {
    const request = this.#request;
    if (request === undefined) return;
    const error = upstreamErrorOf(head);
    if (error !== undefined) {
      this.#replacement = error;
      return;
    }
    if (head.status === STATUS_SWITCHING_PROTOCOLS) this.#onSwitching(head);
    else this.#onFinalHead(request, head);
  }

  #onFinalHead(request: RequestHead, head: ResponseHead): void {
    // While the request is still coming in, nobody knows whether its end will: such a connection is not used again.
    const { output, mayKeepAlive } = this.#side;
    const plan = output.plan(request, head, this.#requestDone && mayKeepAlive);
    this.#keepAlive = plan.keepAlive;
    this.#status = head.status;
    if (plan.decodeChunks) this.#way.stream?.decodeChunks();
    output.addHead(head, this.#way.answerEdits(plan.edits));
  }

  onAnswerInformational(head: ResponseHead): void {
    // A visitor that speaks HTTP/1.0 knows no informational answers (RFC 9110 §15.2).
    if (this.#request?.minor !== 1) return;
    this.#way.commit();
    this.#side.output.addHead(head, NO_EDITS);
  }

  onAnswerBody(chunk: Buffer): void {
    if (this.#replacement === undefined) this.#side.output.add(chunk);
  }

  onAnswerTrailers(fields: readonly string[]): void {
    if (this.#replacement === undefined) this.#side.output.addTrailers(fields);
  }

  onAnswerEnd(): void {
    // Settled in onAnswerProgress: the reader must not be given to the next request while it is in a call.
    this.#answerDone = true;
  }

  onAnswerError(): void {
    const answered = this.#way.stream?.answered === true;
    this.#way.drop();
    // Bytes behind a whole answer say nothing against it, only against its stream.
    if (!this.#answerDone) {
      if (answered || !this.#moveOn(true)) this.#fail('upstream-invalid');
    } else {
      this.#flush();
      this.#settle();
    }
  }

  onAnswerProgress(bytes: number): void {
    if (this.#request === undefined) return;
    this.#flush();
    this.#way.owe(bytes);
    if (!this.#side.output.blocked) this.#way.payCredit();
    if (this.#status === STATUS_SWITCHING_PROTOCOLS) this.#handOver();
    else if (this.#answerDone && this.#replacement !== undefined) this.#onUpstreamError(this.#replacement);
    else this.#settle();
  }

  onStreamDrain(): void {
    this.#side.holdRequest(false);
  }

  onStreamReset(): void {
    const { tunnel } = this.#way;
    const answered = this.#way.forget()?.answered === true;
    // Whether one stream broke or the whole client went away shows in the tunnel, which is closed first in the second case.
    if (answered || !this.#moveOn(true)) this.#fail(tunnel?.closed === true ? 'client-away' : 'upstream-invalid');
  }

  /**
   * The client has answered for its upstream. One that takes no connection, or ends it without an answer, need not be another's; one that is
   * slow has the request, and is not asked for more.
   */
  #onUpstreamError(code: ErrorCode): void {
    if (code !== 'upstream-timeout' && this.mayMoveOn) {
      if (this.#requestDone) this.#way.release();
      else this.#way.drop();
      if (this.#moveOn(false)) return;
    }
    this.#fail(code);
  }

  #moveOn(broke: boolean): boolean {
    if (!this.mayMoveOn) return false;
    this.#answerDone = false;
    this.#replacement = undefined;
    return this.#way.moveOn(broke);
  }

  /** The rules do not let the request pass, or not all of it. */
  #refuse(answer: OwnAnswer): void {
    this.#way.drop();
    this.#replacement = undefined;
    if (this.#status === 0) this.#answer(answer);
    else this.#breakOff();
  }

  #reset(head: RequestHead): void {
    this.#request = head;
    this.#tally.begin(head);
    this.#way.clear();
    this.#requestDone = false;
    this.#status = 0;
    this.#answerDone = false;
    this.#keepAlive = false;
    this.#replacement = undefined;
    this.#upgrade = head.upgrade !== undefined && !REFUSED_UPGRADE.test(head.upgrade);
  }

  #flush(): void {
    this.#tally.sent(this.#side.output.flush());
  }

  #onSwitching(head: ResponseHead): void {
    if (this.#upgrade && this.#requestDone) {
      this.#status = STATUS_SWITCHING_PROTOCOLS;
      this.#side.output.addHead(head, this.#way.answerEdits(UPGRADE_EDITS));
      return;
    }
    // Nobody asked for it: what follows on the stream would be taken for answers.
    this.#way.drop();
    this.#fail('upstream-invalid');
  }

  #handOver(): void {
    const { tunnel, stream } = this.#way;
    if (tunnel === undefined || stream === undefined) return;
    this.#way.payCredit();
    this.#way.forget();
    this.#finish(STATUS_SWITCHING_PROTOCOLS);
    this.#side.upgraded(tunnel, stream);
  }

  /** Goes on where both the answer and what must be known of the request are complete. */
  #settle(): void {
    const request = this.#request;
    if (request === undefined || !this.#answerDone) return;
    if (this.#requestDone) {
      this.#way.release();
      this.#finish(this.#status);
      this.#side.exchangeDone(this.#keepAlive && this.#side.mayKeepAlive);
      return;
    }
    // The request's own end is on the way here.
    if (!hasBody(request)) return;
    // The answer came before the end of the upload: nobody wants the rest.
    this.#way.drop();
    this.#finish(this.#status);
    this.#side.exchangeDone(false);
  }

  /** Answers with an error page where nothing was answered yet; breaks the connection off where something was. */
  #fail(code: ErrorCode): void {
    if (this.#request === undefined) return;
    this.#replacement = undefined;
    if (this.#status === 0) {
      this.#answerPage(code);
    } else {
      this.#breakOff();
    }
  }

  #breakOff(): void {
    this.#finish(this.#status);
    this.#side.breakOff();
  }

  #answerPage(code: ErrorCode): void {
    const status = errorStatus(code);
    this.#answer({ status, make: (reader) => errorAnswer(code, status, reader) });
  }

  #answer({ status, make }: OwnAnswer): void {
    const request = this.#request;
    if (request === undefined) return;
    this.#keepAlive = request.keepAlive && this.#side.mayKeepAlive && (this.#requestDone || !hasBody(request));
    this.#side.output.addAnswer(status, make(readerOf(request, this.#keepAlive)));
    this.#flush();
    this.#status = status;
    this.#answerDone = true;
    this.#settle();
  }

  #finish(status: number): void {
    const request = this.#request;
    this.#request = undefined;
    this.#way.end();
    if (request !== undefined) this.#tally.finish(request, status);
  }
}
