import { AddedFields } from '../../../shared/http1/added-fields.ts';
import { FieldNames } from '../../../shared/http1/field-names.ts';
import type { HeadEdits } from '../../../shared/http1/head-writer.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import type { ResponseHead } from '../../../shared/http1/response-head.ts';
import type { UpstreamHost } from './upstream-host.ts';

/** Fields of Porthole's own in an answer of the upstream would be taken for the client's: they go no further. */
const OWN_FIELDS_ONLY: HeadEdits = { drop: new FieldNames(['porthole-error']) };
const OWN_FIELDS_AND_LOCATION = new FieldNames(['porthole-error', 'location']);

/** What changes in an answer of the upstream on its way to the exit server. */
export function answerEdits(host: UpstreamHost, request: RequestHead, answer: ResponseHead): HeadEdits {
  const location = host.publicLocation(request, answer);
  if (location === undefined) return OWN_FIELDS_ONLY;
  return { drop: OWN_FIELDS_AND_LOCATION, add: new AddedFields(['Location', location]) };
}
