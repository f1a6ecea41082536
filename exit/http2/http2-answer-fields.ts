import { isFieldName } from '../../shared/http1/fields.ts';
import type { ResponseHead } from '../../shared/http1/response-head.ts';

/** For one hop only: HTTP/2 has them not (RFC 9113 §8.2.2). */
const HOP_FIELDS = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
  'te',
  'http2-settings',
]);
/** HTTP/2 has statuses up to 599; some services use others, which count as a server's error (RFC 9110 §15). */
const LAST_STATUS = 599;
const STATUS_INSTEAD = 502;

/** Makes the fields of an HTTP/2 answer (name, value, … with `:status` first) out of the head of one of HTTP/1.1. */
export function http2AnswerFields(head: ResponseHead): string[] {
  const { status, fields } = head;
  const hopFields = head.hopFields ?? [];
  // RFC 9110 §8.6: no length where there never is content.
  const bodiless = status < 200 || status === 204;
  const out = [':status', `${status > LAST_STATUS ? STATUS_INSTEAD : status}`];
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string;
    const lower = name.toLowerCase();
    if (HOP_FIELDS.has(lower) || (bodiless && lower === 'content-length')) continue;
    if (hopFields.some((hop) => isFieldName(name, hop))) continue;
    out.push(lower, fields[i + 1] as string);
  }
  return out;
}
