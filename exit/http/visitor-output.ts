import type { Socket } from 'node:net';
import { type HeadEdits, writeResponseHead } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import { gatherBulk } from '../../shared/wire/gather-bulk.ts';
import type { AnswerOutput } from './answer-output.ts';
import { type AnswerPlan, planAnswer } from './answer-plan.ts';
import { type ErrorCode, type PageAnswer, renderAnswer, renderErrorAnswer } from './error-page.ts';
import type { ErrorPageReader } from './error-page-reader.ts';

/** Up to this many bytes are copied into one buffer: cheaper than a gathering write of several. */
const COPY_LIMIT = 16 * 1024;

/** Writes answers as HTTP/1.1. Gathers the parts that are made in one go, so that head and first body bytes leave in one write. */
export class VisitorOutput implements AnswerOutput {
  readonly #socket: Socket;
  readonly #parts: Buffer[] = [];
  #size = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** Whether the visitor reads more slowly than it is written to: stop until the socket's `drain`. */
  get blocked(): boolean {
    return this.#socket.writableNeedDrain;
  }

  plan(request: RequestHead, answer: ResponseHead, mayKeepAlive: boolean): AnswerPlan {
    return planAnswer(request, answer, mayKeepAlive);
  }

  addHead(head: ResponseHead, edits: HeadEdits): void {
    this.add(writeResponseHead(head, edits));
  }

  addPage(code: ErrorCode, status: number, reader: ErrorPageReader): void {
    this.add(renderErrorAnswer(code, status, reader));
  }

  addAnswer(status: number, answer: PageAnswer): void {
    this.add(renderAnswer(status, answer));
  }

  /** Does nothing: chunks are taken off for visitors that speak HTTP/1.0 alone, which knows no trailers. */
  addTrailers(): void {}

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#size += part.length;
  }

  /** Writes what was gathered. Returns its size. */
  flush(): number {
    const parts = this.#parts;
    const size = this.#size;
    const [first] = parts;
    if (first === undefined) return 0;
    gatherBulk(this.#socket, size);
    if (parts.length === 1) this.#socket.write(first);
    else if (size <= COPY_LIMIT) this.#socket.write(Buffer.concat(parts, size));
    else for (const part of parts) this.#socket.write(part);
    parts.length = 0;
    this.#size = 0;
    return size;
  }
}
