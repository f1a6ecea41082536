import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import type { AnswerPlan } from './answer-plan.ts';
import type { ErrorCode, PageAnswer } from './error-page.ts';
import type { ErrorPageReader } from './error-page-reader.ts';

/** Where an exchange writes its answer, in the visitor's version of HTTP. */
export interface AnswerOutput {
  /** Whether the visitor reads more slowly than it is written to. */
  readonly blocked: boolean;
  /** Decides how an answer is passed on. `mayKeepAlive` is false where the connection has to end for a reason of this server's. */
  plan(request: RequestHead, answer: ResponseHead, mayKeepAlive: boolean): AnswerPlan;
  /** Adds the head of the answer, or one of status 1xx before it. */
  addHead(head: ResponseHead, edits: HeadEdits): void;
  /** Adds bytes of the body, framed as the plan said. */
  add(chunk: Buffer): void;
  /** Adds the trailers (name, value, …) of a body whose chunked framing the plan took off. */
  addTrailers(fields: readonly string[]): void;
  /** Adds a whole answer that tells of an error. */
  addPage(code: ErrorCode, status: number, reader: ErrorPageReader): void;
  /** Adds a whole answer of this server's own. */
  addAnswer(status: number, answer: PageAnswer): void;
  /** Writes what was added. Returns its size. */
  flush(): number;
}
