import { FieldNames } from '../../shared/http1/field-names.ts';
import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';

/** How an answer is passed on to its visitor. */
export interface AnswerPlan {
  edits: HeadEdits;
  /** Whether the visitor's connection may carry another request afterwards. */
  keepAlive: boolean;
  /** Whether chunked framing must be taken off. */
  decodeChunks: boolean;
}

// Four constants rather than an object for each answer: this runs for every request.
const KEEP: AnswerPlan = { edits: {}, keepAlive: true, decodeChunks: false };
const KEEP_1_0: AnswerPlan = { edits: { connection: 'keep-alive' }, keepAlive: true, decodeChunks: false };
const CLOSE: AnswerPlan = { edits: { connection: 'close' }, keepAlive: false, decodeChunks: false };
const CLOSE_DECODED: AnswerPlan = {
  edits: { connection: 'close', drop: new FieldNames(['transfer-encoding', 'trailer']) },
  keepAlive: false,
  decodeChunks: true,
};

/**
 * Decides how an answer is passed on. `mayKeepAlive` is false where the connection has to end for a reason of this server's.
 * A visitor that speaks HTTP/1.0 knows no chunks (RFC 9112 §7.1): it gets the payload, ended by the connection's end, and keeps
 * the connection only where it asked to and the answer says it too (RFC 9112 §9.3).
 */
export function planAnswer(request: RequestHead, answer: ResponseHead, mayKeepAlive: boolean): AnswerPlan {
  if (request.minor === 0 && answer.body.kind === 'chunked') return CLOSE_DECODED;
  if (!mayKeepAlive || !request.keepAlive || answer.body.kind === 'until-close') return CLOSE;
  return request.minor === 0 ? KEEP_1_0 : KEEP;
}
