import type { Socket } from 'node:net';
import { breakOff } from '../../shared/break-off.ts';
import type { HttpSyntaxError } from '../../shared/http1/http-syntax-error.ts';
import { type MessageHandler, RequestReader } from '../../shared/http1/message-reader.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import { originTarget } from '../../shared/http1/request-target.ts';
import type { AccessLog } from '../access-log/access-log.ts';
import { UNREAD_REQUEST } from '../access-log/unread-request.ts';
import type { ExitLimits } from '../limits/exit-limits.ts';
import type { RequestMetrics } from '../metrics/request-metrics.ts';
import type { Visit } from '../net/visit.ts';
import type { ChallengeAnswers } from '../tls/challenge-answers.ts';
import { renderErrorAnswer } from './error-page.ts';
import { ForwardedFields } from './forwarded-fields.ts';
import { addressOf } from './visitor-address.ts';
import { LINGER_MS } from './visitor-connection.ts';

/** RFC 8555 §8.3; a token is base64url. */
const CHALLENGE = /^\/\.well-known\/acme-challenge\/([\w-]{1,256})$/;
/** Keeps the method and the body, unlike 301 (RFC 9110 §15.4.9). */
const STATUS_REDIRECT = 308;

/** What redirecting needs of the data plane. */
export interface RedirectContext {
  readonly coarseNow: number;
  readonly limits: ExitLimits;
  readonly metrics: RequestMetrics;
  /** Undefined: requests are not logged. */
  readonly accessLog: AccessLog | undefined;
  readonly challenges: ChallengeAnswers | undefined;
  /** The same place over HTTPS. */
  httpsUrl(host: string, target: string): string;
  redirectClosed(connection: RedirectConnection): void;
}

/**
 * A plain HTTP connection where visitors must come over HTTPS: answers one request, with an ACME challenge's answer or with where to go, and ends.
 * Nothing of it reaches a tunnel.
 */
export class RedirectConnection implements MessageHandler<RequestHead>, Visit {
  readonly #socket: Socket;
  readonly #context: RedirectContext;
  readonly #reader: RequestReader;
  #deadline: number;
  #bytesIn = 0;
  #begun = false;
  #answered = false;

  constructor(socket: Socket, context: RedirectContext) {
    this.#socket = socket;
    this.#context = context;
    this.#reader = new RequestReader(this, context.limits.maxHeaderBytes);
    this.#deadline = context.coarseNow + context.limits.idleTimeoutMs;
    socket.on('data', (chunk: Buffer) => this.#onData(chunk));
    socket.on('end', () => {
      if (!this.#answered) socket.destroy();
    });
    socket.on('close', () => context.redirectClosed(this));
    // 'close' follows; without a listener the error would end the process.
    socket.on('error', ignore);
  }

  checkDeadline(now: number): void {
    if (now >= this.#deadline) this.#socket.destroy();
  }

  drain(): void {
    if (!this.#answered) this.#socket.destroy();
  }

  destroy(): void {
    breakOff(this.#socket);
  }

  onHead(head: RequestHead): void {
    const token = CHALLENGE.exec(head.target)?.[1];
    const challenge = token === undefined ? undefined : this.#context.challenges?.answerFor(token);
    if (challenge !== undefined) {
      const answer = plainAnswer('200 OK', 'Content-Type: application/octet-stream', challenge);
      // To HEAD everything but the body (RFC 9110 §9.3.2), which is as long as its text: it is ASCII.
      this.#answer(200, head, head.method === 'HEAD' ? answer.subarray(0, -challenge.length) : answer);
    } else if (head.host === undefined) {
      this.#refuse(400, head);
    } else {
      const url = this.#context.httpsUrl(head.host, originTarget(head.target, head.method));
      this.#answer(STATUS_REDIRECT, head, plainAnswer('308 Permanent Redirect', `Location: ${url}`, ''));
    }
  }

  /** What follows the head is read, so that the visitor gets its answer, and dropped. */
  onBody(): void {}

  onEnd(): void {}

  onError(error: HttpSyntaxError): void {
    if (!this.#answered) this.#refuse(error.status, undefined);
  }

  #onData(chunk: Buffer): void {
    if (this.#answered) return;
    if (!this.#begun) this.#deadline = this.#context.coarseNow + this.#context.limits.headTimeoutMs;
    this.#begun = true;
    this.#bytesIn += chunk.length;
    this.#reader.push(chunk);
  }

  #refuse(status: number, head: RequestHead | undefined): void {
    const reader = { json: false, headOnly: head?.method === 'HEAD', connection: 'close' } as const;
    this.#answer(status, head, renderErrorAnswer('bad-request', status, reader));
  }

  /** @param head undefined where it could not be read */
  #answer(status: number, head: RequestHead | undefined, answer: Buffer): void {
    this.#answered = true;
    this.#deadline = this.#context.coarseNow + LINGER_MS;
    const { unknown } = this.#context.metrics;
    unknown.observe(status, head?.method ?? '', 0);
    unknown.bytesOut += answer.length;
    if (this.#context.accessLog !== undefined) this.#log(this.#context.accessLog, status, head, answer.length);
    this.#socket.end(answer);
  }

  /** Nobody is waited for between the request and its answer: it took no time. */
  #log(log: AccessLog, status: number, head: RequestHead | undefined, bytesOut: number): void {
    const address = addressOf(this.#socket);
    if (head === undefined) {
      log.add({ ...UNREAD_REQUEST, visitor: address, status });
      return;
    }
    const forwarded = new ForwardedFields(address, 'http', this.#context.limits.trustedProxyDepth);
    log.add({
      visitor: forwarded.visitorOf(head),
      method: head.method,
      host: head.host ?? '',
      target: head.target,
      status,
      seconds: 0,
      bytesIn: this.#bytesIn,
      bytesOut,
    });
  }
}

/** An answer that is true for now only: a server may change where it listens. */
function plainAnswer(status: string, field: string, body: string): Buffer {
  const fields = [
    `HTTP/1.1 ${status}`,
    `Date: ${new Date().toUTCString()}`,
    field,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'Connection: close',
  ];
  return Buffer.from(`${fields.join('\r\n')}\r\n\r\n${body}`, 'latin1');
}

function ignore(): void {}
