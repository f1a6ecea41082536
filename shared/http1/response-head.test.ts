import { describe, expect, test } from 'vitest';
import { parseResponseHead, type ResponseHead } from './response-head.ts';
import { latin1, readResponses } from './testing/event-recorder.ts';

function parse(text: string, method = 'GET'): ResponseHead {
  const bytes = latin1(text);
  return parseResponseHead(bytes, 0, bytes.length, method);
}

/** [RFC section, what is wrong, bytes, status] */
const REFUSED: [string, string, string, number][] = [
  ['9112 §2.2', 'an empty line before the answer', '\r\nHTTP/1.1 200 OK\r\n\r\n', 400],
  ['9112 §2.2', 'bare LF behind the status line', 'HTTP/1.1 200 OK\nX: y\r\n\r\n', 400],
  ['9112 §2.2', 'bare LF without a reason', 'HTTP/1.1 200\nX: y\r\n\r\n', 400],
  ['9112 §2.2', 'bare CR in the reason', 'HTTP/1.1 200 O\rK\r\n\r\n', 400],
  ['9112 §2.3', 'a Shoutcast answer', 'ICY 200 OK\r\n\r\n', 400],
  ['9112 §2.3', 'an HTTP/0.9 answer', '<html>\r\n\r\n', 400],
  ['9110 §15.6.6', 'HTTP/2.0', 'HTTP/2.0 200 OK\r\n\r\n', 505],
  ['9112 §4', 'two spaces behind the version', 'HTTP/1.1  200 OK\r\n\r\n', 400],
  ['9112 §4', 'no space behind the version', 'HTTP/1.1200 OK\r\n\r\n', 400],
  ['9112 §4', 'a status code of two digits', 'HTTP/1.1 20 OK\r\n\r\n', 400],
  ['9112 §4', 'a status code of four digits', 'HTTP/1.1 2000 OK\r\n\r\n', 400],
  ['9112 §4', 'a status code with a sign', 'HTTP/1.1 +20 OK\r\n\r\n', 400],
  ['9110 §15', 'a status code under 100', 'HTTP/1.1 099 OK\r\n\r\n', 400],
  ['9112 §4', 'NUL in the reason', 'HTTP/1.1 200 O\0K\r\n\r\n', 400],
  ['9112 §4', 'nothing behind the version', 'HTTP/1.1\r\n\r\n', 400],
  ['9112 §5.1', 'a space before the colon', 'HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\n', 400],
  ['9112 §5.2', 'obs-fold', 'HTTP/1.1 200 OK\r\nX: a\r\n b\r\n\r\n', 400],
  ['9110 §5.5', 'NUL in a value', 'HTTP/1.1 200 OK\r\nX: \0\r\n\r\n', 400],
  [
    '9112 §6.1',
    'both framing fields',
    'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
  ],
  [
    '9112 §6.1',
    'both framing fields in an answer without body',
    'HTTP/1.1 304 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
  ],
  ['9112 §6.3', 'differing Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n', 400],
  ['9112 §6.3', 'a list of Content-Lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n', 400],
  ['9110 §8.6', 'a Content-Length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n', 400],
  ['9112 §6.1', 'Transfer-Encoding in HTTP/1.0', 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
  ['9112 §6.1', 'an unknown coding', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n', 501],
  ['9112 §6.1', 'chunked not last', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked, gzip\r\n\r\n', 400],
  ['6585 §5', 'over 200 fields', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(201)}\r\n`, 431],
  ['6585 §5', 'a head over 64 KiB', `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(64 * 1024)}\r\n\r\n`, 431],
  ['9112 §4', 'a reason over 64 KiB', `HTTP/1.1 200 ${'y'.repeat(64 * 1024)}\r\n\r\n`, 431],
];

test.each(REFUSED)('RFC %s: refuses %s', (_section, _what, text, status) => {
  const whole = readResponses([latin1(text)], ['GET']);
  expect(whole.messages).toEqual([]);
  expect(whole.error?.status).toBe(status);
  const bytewise = readResponses(
    [...latin1(text)].map((byte) => Buffer.from([byte])),
    ['GET'],
  );
  expect(bytewise.messages).toEqual([]);
  expect(bytewise.error?.rule).toBe(whole.error?.rule);
});

describe('an answer that is read', () => {
  test('keeps order, case and duplicates of fields', () => {
    expect(
      parse('HTTP/1.1 200 Fine thing\xe9\r\nSet-Cookie: a\r\nset-cookie: b\r\nContent-Length: 3\r\n\r\n'),
    ).toMatchObject({
      status: 200,
      reason: 'Fine thing\xe9',
      minor: 1,
      fields: ['Set-Cookie', 'a', 'set-cookie', 'b', 'Content-Length', '3'],
      body: { kind: 'length', length: 3 },
      keepAlive: true,
      upgrade: undefined,
      hopFields: [],
    });
  });

  test.each([
    ['no reason', 'HTTP/1.1 404 \r\n\r\n', 404, ''],
    ['no reason and no space', 'HTTP/1.1 404\r\n\r\n', 404, ''],
    ['a code that is in no registry', 'HTTP/1.1 999 Denied\r\n\r\n', 999, 'Denied'],
  ])('RFC 9112 §4: %s', (_what, text, status, reason) => {
    expect(parse(text)).toMatchObject({ status, reason });
  });

  /** RFC 9112 §6.3, in its order. */
  test.each([
    ['1: answer to HEAD', 'HEAD', '1.1 200', 'Content-Length: 5\r\n', { kind: 'none' }],
    ['1: answer to HEAD, chunked', 'HEAD', '1.1 200', 'Transfer-Encoding: chunked\r\n', { kind: 'none' }],
    ['1: answer to HEAD without framing', 'HEAD', '1.1 200', '', { kind: 'none' }],
    ['1: 1xx', 'GET', '1.1 103', '', { kind: 'none' }],
    ['1: 204', 'GET', '1.1 204', 'Content-Length: 5\r\n', { kind: 'none' }],
    ['1: 304', 'GET', '1.1 304', 'Content-Length: 5\r\n', { kind: 'none' }],
    ['4: chunked', 'GET', '1.1 200', 'Transfer-Encoding: chunked\r\n', { kind: 'chunked' }],
    ['6: Content-Length', 'GET', '1.1 200', 'Content-Length: 5\r\n', { kind: 'length', length: 5 }],
    ['8: neither', 'GET', '1.1 200', '', { kind: 'until-close' }],
    ['8: neither, HTTP/1.0', 'GET', '1.0 200', 'Connection: keep-alive\r\n', { kind: 'until-close' }],
  ])('RFC 9112 §6.3, %s', (_rule, method, line, lines, body) => {
    expect(parse(`HTTP/${line} X\r\n${lines}\r\n`, method).body).toEqual(body);
  });

  test.each([
    ['1.1', 'Content-Length: 0\r\n', true],
    ['1.1', 'Content-Length: 0\r\nConnection: close\r\n', false],
    ['1.1', '', false],
    ['1.0', 'Content-Length: 0\r\n', false],
    ['1.0', 'Content-Length: 0\r\nConnection: keep-alive\r\n', true],
    ['1.0', 'Connection: keep-alive\r\n', false],
  ])('RFC 9112 §9.3: HTTP/%s %j is persistent: %s', (version, lines, keepAlive) => {
    expect(parse(`HTTP/${version} 200 OK\r\n${lines}\r\n`).keepAlive).toBe(keepAlive);
  });

  test('RFC 9110 §7.8: Upgrade of a 101', () => {
    expect(parse('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n').upgrade).toBe(
      'websocket',
    );
  });
});
