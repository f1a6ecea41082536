import { AddedFields } from '../../shared/http1/added-fields.ts';
import { isFieldName } from '../../shared/http1/fields.ts';
import type { HeadEdits } from '../../shared/http1/head-writer.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';
import { isConnectionField } from './connection-field.ts';

/** HTTP/2 has statuses up to 599; some services use others, which count as a server's error (RFC 9110 §15). */
const LAST_STATUS = 599;
const STATUS_INSTEAD = 502;

/** Makes the fields of an HTTP/2 answer (name, value, … with `:status` first) out of the head of one of HTTP/1.1, with edits of the fields. */
export function http2AnswerFields(head: ResponseHead, { drop, add = AddedFields.none }: HeadEdits): string[] {
  const { status, fields } = head;
  const hopFields = head.hopFields ?? [];
  // RFC 9110 §8.6: no length where there never is content. Node sends none behind a 205 (§15.3.6), whatever the upstream announced.
  const bodiless = status < 200 || status === 204 || status === 205;
  const out = [':status', `${status > LAST_STATUS ? STATUS_INSTEAD : status}`];
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const lower = name.toLowerCase();
    if (isConnectionField(lower) || (bodiless && lower === 'content-length')) continue;
    if (hopFields.some((hop) => isFieldName(name, hop))) continue;
    if (drop?.has(lower) === true) continue;
    out.push(lower, fields[i + 1] as string);
  }
  const { list } = add;
  for (let i = 0; i < list.length; i += 2) out.push((list[i] as string).toLowerCase(), list[i + 1] as string);
  return out;
}
