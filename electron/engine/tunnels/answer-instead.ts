import type { RequestHead } from '../../../shared/http1/request-head.ts';
import { wakeAnswer } from '../on-demand/wake-answer.ts';
import { WakeError } from '../on-demand/wake-error.ts';
import { failureAnswer, type LocalAnswer } from './local-answer.ts';
import type { UpstreamError } from './upstream-error.ts';

/** The answer for a request that the upstream did not answer. @param last whether the stream ends behind it */
export function answerInstead(error: UpstreamError, head: RequestHead, last: boolean): LocalAnswer {
  return error instanceof WakeError ? wakeAnswer(error, head, last) : failureAnswer(error.code, last);
}
