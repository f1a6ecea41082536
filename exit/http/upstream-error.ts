import { getField } from '../../shared/http1/fields.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import type { ErrorCode } from './error-page.ts';

/**
 * What a client says about its upstream: an answer without a body that carries `Porthole-Error` and one of the gateway statuses. The
 * visitor gets this server's page in its place. Undefined for any other answer; the client lets no such field of an upstream pass.
 */
export function upstreamErrorOf(head: ResponseHead): ErrorCode | undefined {
  if (head.status !== 502 && head.status !== 503 && head.status !== 504) return undefined;
  const code = getField(head.fields, 'porthole-error');
  if (head.status === 503) return code === 'client-exhausted' ? code : undefined;
  return code === 'upstream-refused' || code === 'upstream-timeout' || code === 'upstream-invalid' ? code : undefined;
}
