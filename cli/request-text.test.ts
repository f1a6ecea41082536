import { expect, it } from 'vitest';
import { aDetail } from '../electron/engine/requests/testing/a-detail.ts';
import { requestTable, requestText } from './request-text.ts';

it('writes a table, and lets nothing that was sent command the terminal', () => {
  const table = requestTable([
    aDetail({ path: '/\u001b]0;owned\u0007' }),
    aDetail({ id: 22, status: 0, durationMs: undefined }),
  ]);
  expect(table).toBe(
    'ID  TIME          METHOD  STATUS  MS   PATH\n' +
      '1   14:02:00.000  POST    200     5.0  /\ufffd]0;owned\ufffd\n' +
      '22  14:02:00.000  POST    -       …    /hook?a=1\n',
  );
});

it('writes one request, masked values masked and bytes counted', () => {
  const text = requestText(
    aDetail({
      body: '{"a":1}',
      requestFields: [['Cookie', null]],
      answerBody: { size: 3, base64: 'AAEC', cut: false },
    }),
  );
  expect(text).toContain('POST /hook?a=1 HTTP/1.1\nCookie: (masked, not kept)\n\n{"a":1}\n\nHTTP/1.1 200 OK\n');
  expect(text).toContain('(3 bytes that are no text)');
});
