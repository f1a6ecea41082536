import { type HeadEdits, writeRequestHead } from '../../shared/http1/head-writer.ts';
import { isIdempotent } from '../../shared/http1/is-idempotent.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { GuardedRequest } from '../rules/guarded-request.ts';
import type { OwnAnswer } from '../rules/verdict.ts';
import type { ExchangeTally } from './exchange-tally.ts';
import type { HttpGroup } from './http-group.ts';
import type { HttpTunnel } from './http-tunnel.ts';
import { RequestTries } from './request-tries.ts';
import type { StreamUser, TunnelStream } from './tunnel-stream.ts';
import type { ExchangeContext, VisitorSide } from './visitor-side.ts';

/** Whose requests are sent. */
export interface WayParts {
  readonly side: VisitorSide;
  readonly context: ExchangeContext;
  readonly tally: ExchangeTally;
  readonly user: StreamUser;
  /** The rules of its tunnel do not let it pass, or not all of it. */
  refuse(answer: OwnAnswer): void;
  /** It may pass, and cannot be sent. */
  fail(code: 'client-away' | 'busy'): void;
}

/** The way of a request into a tunnel: the stream that it has, another one where that breaks too soon, and the credit for the answer. */
export class RequestWay {
  readonly #parts: WayParts;
  readonly #tries = new RequestTries();
  #head: RequestHead | undefined;
  #upgrade = false;
  /** Undefined where the tunnel has no rules. */
  #guarded: GuardedRequest | undefined;
  #stream: TunnelStream | undefined;
  /** Something has passed that cannot be taken back: bytes of the request's body, or an informational answer. */
  #committed = false;
  /** Bytes of the answer that wait in the visitor's socket, and whose credit the client has not got back. */
  #withheld = 0;

  constructor(parts: WayParts) {
    this.#parts = parts;
  }

  /** The stream that the request is on; undefined where it was sent nowhere, or its stream is gone. */
  get stream(): TunnelStream | undefined {
    return this.#stream;
  }

  /** The tunnel that it was sent to last. */
  get tunnel(): HttpTunnel | undefined {
    return this.#tries.tunnel;
  }

  /** Whether it may be sent once more: it cannot do its work twice (RFC 9110 §9.2.2), and nothing of its body is gone. */
  get repeatable(): boolean {
    return this.#head !== undefined && !this.#committed && isIdempotent(this.#head.method);
  }

  /** Forgets the request before. */
  clear(): void {
    this.#tries.begin();
    this.#head = undefined;
    this.#stream = undefined;
    this.#committed = false;
    this.#withheld = 0;
  }

  /** Sends a request's head to a tunnel of a name. Returns why it cannot be sent, where it cannot. */
  begin(group: HttpGroup, head: RequestHead, upgrade: boolean): 'client-away' | 'busy' | undefined {
    this.#head = head;
    this.#upgrade = upgrade;
    const { guard } = group;
    if (guard === undefined) return this.#enter(group, head);
    const { side, refuse, fail } = this.#parts;
    const guarded = new GuardedRequest(guard, head, {
      forwarded: side.forwarded,
      pass: () => {
        const failure = this.#enter(group, head);
        if (failure !== undefined) fail(failure);
      },
      sendBody: (chunk) => this.#sendBody(chunk),
      hold: (hold) => side.holdRequest(hold),
      refuse,
    });
    this.#guarded = guarded;
    guarded.begin();
    return undefined;
  }

  /** Sends bytes of the body; drops them where nobody wants them any more. */
  sendBody(chunk: Buffer): void {
    if (this.#guarded === undefined) this.#sendBody(chunk);
    else this.#guarded.body(chunk);
  }

  /** The edits of an answer's head, with those of the tunnel's rules. */
  answerEdits(edits: HeadEdits): HeadEdits {
    return this.#guarded?.answerEdits(edits) ?? edits;
  }

  /** The request was answered, or its visitor is gone. */
  end(): void {
    this.#guarded?.end();
    this.#guarded = undefined;
  }

  #enter(group: HttpGroup, head: RequestHead): 'client-away' | 'busy' | undefined {
    this.#tries.begin(group, head);
    const stream = this.#tries.take(this.#visitorOf(head));
    if (typeof stream === 'string') return stream;
    this.#parts.tally.received(this.#sendHead(stream, head));
    return undefined;
  }

  #sendBody(chunk: Buffer): void {
    if (this.#stream === undefined) return;
    this.#committed = true;
    this.#parts.tally.received(chunk.length);
    this.#send(chunk);
  }

  /** From now on the request is bound to its stream. */
  commit(): void {
    this.#committed = true;
  }

  /**
   * Sends a repeatable request over another stream, whose stream before is gone or was given back. Returns whether there is one.
   *
   * @param broke whether the stream broke without a word; else the client has answered that its upstream does not
   */
  moveOn(broke: boolean): boolean {
    const head = this.#head;
    if (head === undefined) return false;
    const stream = this.#tries.takeNext(this.#visitorOf(head), broke);
    if (stream === undefined) return false;
    this.#withheld = 0;
    this.#parts.side.holdRequest(false);
    this.#sendHead(stream, head);
    return true;
  }

  /** For whom a stream is opened. */
  #visitorOf(head: RequestHead): string {
    const { forwarded, visitor } = this.#parts.side;
    return forwarded.endpointOf(head, visitor);
  }

  /** Bytes of the answer have come; their credit waits for `payCredit`. */
  owe(bytes: number): void {
    this.#withheld += bytes;
  }

  payCredit(): void {
    const bytes = this.#withheld;
    this.#withheld = 0;
    if (bytes > 0) this.#stream?.consumed(bytes);
  }

  /** The stream is gone, or somebody else's from here on. */
  forget(): TunnelStream | undefined {
    const stream = this.#stream;
    this.#stream = undefined;
    return stream;
  }

  /** Breaks the stream off. */
  drop(): void {
    this.forget()?.reset();
  }

  /** Gives the stream back for other requests, behind a whole answer to a whole request. */
  release(): void {
    // What still waits in the visitor's socket is bounded by what came in under this credit.
    this.payCredit();
    const stream = this.forget();
    if (stream !== undefined) this.tunnel?.pool.release(stream, this.#parts.context.coarseNow);
  }

  /** Returns how many bytes it has. */
  #sendHead(stream: TunnelStream, head: RequestHead): number {
    this.#stream = stream;
    stream.begin(this.#parts.user, head.method);
    this.tunnel?.guard?.used();
    const edits = this.#parts.side.forwarded.edits(head, this.#upgrade);
    const bytes = this.#guarded?.writeHead(head, edits) ?? writeRequestHead(head, edits);
    this.#send(bytes);
    return bytes.length;
  }

  #send(chunk: Buffer): void {
    const stream = this.#stream;
    // Not where the write broke the stream, and the request is on its way over another one.
    if (stream?.write(chunk) === false && stream === this.#stream) this.#parts.side.holdRequest(true);
  }
}
