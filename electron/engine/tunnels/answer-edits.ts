import type { HeadEdits } from '../../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../../shared/http1/response-head.ts';
import type { UpstreamHost } from './upstream-host.ts';

const OWN_FIELDS_ONLY: HeadEdits = { drop: isOwnField };

/** What changes in an answer of the upstream on its way to the exit server. */
export function answerEdits(host: UpstreamHost, request: RequestHead, answer: ResponseHead): HeadEdits {
  const location = host.publicLocation(request, answer);
  if (location === undefined) return OWN_FIELDS_ONLY;
  return { drop: (name) => name === 'location' || isOwnField(name), add: ['Location', location] };
}

/** Fields of Porthole's own in an answer of the upstream would be taken for the client's: they go no further. */
function isOwnField(lowerName: string): boolean {
  return lowerName === 'porthole-error';
}
