import type { CapturedBody, CapturedField, RequestDetail } from '../../../../shared/contract/captured-request.ts';
import { utf8Text } from './utf8-text.ts';

/** What stands in place of a masked value. */
const MASKED = '(masked by Porthole)';

/** One entry of a HAR 1.2 log (http://www.softwareishard.com/blog/har-12-spec/), as a plain JSON value. */
export function harEntry(detail: RequestDetail): object {
  const { requestBody, answerBody } = detail;
  const total = detail.durationMs ?? 0;
  const wait = detail.firstByteMs ?? total;
  const comments = [
    detail.state === 'aborted' ? 'It was broken off.' : '',
    detail.state === 'open' ? 'It was still under way.' : '',
    detail.replayOf === undefined ? '' : 'A replay, sent straight to the upstream.',
    requestBody.cut ? 'The body of the request was cut when it was captured.' : '',
    answerBody.cut ? 'The body of the answer was cut when it was captured.' : '',
  ].filter((comment) => comment !== '');
  return {
    startedDateTime: new Date(detail.startedAt).toISOString(),
    time: total,
    request: harRequest(detail),
    response: harResponse(detail),
    cache: {},
    timings: { send: 0, wait, receive: Math.max(0, total - wait) },
    ...(comments.length > 0 && { comment: comments.join(' ') }),
  };
}

function harRequest(detail: RequestDetail): object {
  const { requestBody, requestFields, method, scheme, host, path } = detail;
  const url = `${scheme}://${host}${path}`;
  return {
    method,
    url,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: toHeaders(requestFields),
    queryString: [...(URL.parse(url)?.searchParams ?? [])].map(([name, value]) => ({ name, value })),
    ...(requestBody.size > 0 && { postData: postData(requestBody, requestFields) }),
    headersSize: -1,
    bodySize: requestBody.size,
  };
}

/** The format has no place for bytes in a request: what is no text is base64, and says so. */
function postData(body: CapturedBody, fields: readonly CapturedField[]): object {
  const text = utf8Text(Buffer.from(body.base64, 'base64'));
  return {
    mimeType: fieldValue(fields, 'content-type') ?? '',
    params: [],
    text: text ?? body.base64,
    ...(text === undefined && { _encoding: 'base64', comment: 'The text is the base64 of the bytes.' }),
  };
}

function harResponse(detail: RequestDetail): object {
  const { answerBody, answerFields, status, reason, failure } = detail;
  const shown = answerBody.decoded?.base64 ?? answerBody.base64;
  const text = utf8Text(Buffer.from(shown, 'base64'));
  return {
    status,
    statusText: reason,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: toHeaders(answerFields),
    content: {
      size: Buffer.byteLength(shown, 'base64'),
      mimeType: fieldValue(answerFields, 'content-type') ?? '',
      ...(text === undefined ? { text: shown, encoding: 'base64' } : { text }),
    },
    redirectURL: fieldValue(answerFields, 'location') ?? '',
    headersSize: -1,
    bodySize: answerBody.size,
    ...(failure !== undefined && { comment: `Porthole answered in place of the service: ${failure}.` }),
  };
}

function toHeaders(fields: readonly CapturedField[]): object[] {
  return fields.map(([name, value]) => ({ name, value: value ?? MASKED }));
}

function fieldValue(fields: readonly CapturedField[], lowerName: string): string | undefined {
  return fields.find(([name]) => name.toLowerCase() === lowerName)?.[1] ?? undefined;
}
