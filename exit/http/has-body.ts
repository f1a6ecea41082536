import type { RequestHead } from '../../shared/http1/request-head.ts';

/** Whether something follows the head; where nothing does, the request's end comes in the same breath. */
export function hasBody(head: RequestHead): boolean {
  return head.body.kind === 'chunked' || (head.body.kind === 'length' && head.body.length > 0);
}
