import { getField } from '../../../../shared/http1/fields.ts';
import type { RequestHead } from '../../../../shared/http1/request-head.ts';
import { originTarget } from '../../../../shared/http1/request-target.ts';
import type { ResponseHead } from '../../../../shared/http1/response-head.ts';
import { WebSocketTap } from '../websocket/web-socket-tap.ts';
import { BodyTap } from './body-tap.ts';
import type { HeldBytes } from './held-bytes.ts';

/** What a recorder needs of the capturing that it belongs to. */
export interface RecorderHome {
  readonly held: HeldBytes;
  readonly bodyBytes: number;
  /** It will not change any more. */
  onOver(recorder: ExchangeRecorder): void;
}

export interface RecorderStart {
  readonly id: number;
  readonly tunnelId: string;
  readonly head: RequestHead;
  readonly replayOf?: number | undefined;
}

/**
 * Takes note of one request and its answer while they pass. The data path calls it for every chunk: it copies what it keeps, within
 * bounds, and does nothing else.
 */
export class ExchangeRecorder {
  readonly start: RecorderStart;
  /** ms since the epoch. */
  readonly startedAt = Date.now();
  state: 'open' | 'done' | 'aborted' = 'open';
  status = 0;
  failure: string | undefined;
  answer: ResponseHead | undefined;
  requestBody: BodyTap | undefined;
  answerBody: BodyTap | undefined;
  requestDoneMs: number | undefined;
  firstByteMs: number | undefined;
  durationMs: number | undefined;
  socket: WebSocketTap | undefined;
  /** It changed since it was written to the store. */
  changed = true;
  /** When it was written last, as `performance.now()`; 0 where it was not. */
  writtenAt = 0;
  readonly #home: RecorderHome;
  readonly #began = performance.now();

  constructor(start: RecorderStart, home: RecorderHome) {
    this.start = start;
    this.#home = home;
  }

  get target(): string {
    const { target, method } = this.start.head;
    return originTarget(target, method);
  }

  /** How long it has lasted so far, ms. */
  get age(): number {
    return performance.now() - this.#began;
  }

  onRequestBody(chunk: Buffer): void {
    this.requestBody ??= this.#tap(this.start.head.body);
    this.requestBody.push(chunk);
    this.changed = true;
  }

  onRequestEnd(): void {
    this.requestDoneMs ??= this.age;
  }

  onAnswer(head: ResponseHead): void {
    this.firstByteMs = this.age;
    this.status = head.status;
    this.answer = head;
    this.changed = true;
  }

  onAnswerBody(chunk: Buffer): void {
    if (!this.answer) return;
    this.answerBody ??= this.#tap(this.answer.body);
    this.answerBody.push(chunk);
    this.changed = true;
  }

  /** The app answered in place of the service. */
  onFailure(status: number, failure: string): void {
    this.status = status;
    this.failure = failure;
    this.answer = undefined;
    this.answerBody?.release();
    this.answerBody = undefined;
  }

  /** The service switched protocols: what follows passes through the tap. */
  onUpgrade(head: ResponseHead): WebSocketTap {
    this.onAnswer(head);
    this.onRequestEnd();
    const isWebSocket = getField(head.fields, 'upgrade')?.toLowerCase() === 'websocket';
    this.socket = new WebSocketTap(isWebSocket, this.#home.held);
    return this.socket;
  }

  onEnd(): void {
    this.#over('done');
  }

  /** Visitor, service or link broke it off. */
  onAbort(): void {
    this.#over('aborted');
  }

  /** Gives back the memory of the bodies. */
  release(): void {
    this.requestBody?.release();
    this.answerBody?.release();
    this.socket?.take();
  }

  #over(state: 'done' | 'aborted'): void {
    if (this.state !== 'open') return;
    this.state = state;
    this.durationMs = this.age;
    this.changed = true;
    this.#home.onOver(this);
  }

  #tap(framing: RequestHead['body']): BodyTap {
    return new BodyTap(framing, this.#home.bodyBytes, this.#home.held);
  }
}
