import { describe, expect, test } from 'vitest';
import { AddedFields } from './added-fields.ts';
import { FieldNames } from './field-names.ts';
import { type HeadEdits, writeRequestHead, writeResponseHead } from './head-writer.ts';
import { parseRequestHead } from './request-head.ts';
import { parseResponseHead } from './response-head.ts';
import { latin1 } from './testing/event-recorder.ts';

function request(text: string, edits: HeadEdits = {}): string {
  const bytes = latin1(text);
  return writeRequestHead(parseRequestHead(bytes, 0, bytes.length), edits).toString('latin1');
}

function answer(text: string, edits: HeadEdits = {}): string {
  const bytes = latin1(text);
  return writeResponseHead(parseResponseHead(bytes, 0, bytes.length, 'GET'), edits).toString('latin1');
}

describe('a request', () => {
  test('keeps order, case, duplicates and latin1 bytes', () => {
    const text = 'GET /a?b HTTP/1.1\r\nX-b: 1\r\nhOST: A\r\nX-A: \xe9\xff\r\nx-B: 2\r\nEmpty: \r\n\r\n';
    expect(request(text)).toBe(text);
  });

  test.each([
    ['Connection', 'Connection: keep-alive\r\n'],
    ['fields that Connection names', 'X-Hop: 1\r\nConnection: X-HOP, x-other\r\nX-OTHER: 2\r\n'],
    ['Keep-Alive', 'Keep-Alive: timeout=5\r\n'],
    ['Proxy-Connection', 'proxy-connection: keep-alive\r\n'],
    ['TE', 'TE: gzip;q=0.5\r\n'],
    ['Upgrade', 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n'],
  ])('RFC 9110 §7.6.1: loses %s', (_what, lines) => {
    expect(request(`GET / HTTP/1.1\r\nHost: a\r\n${lines}X: y\r\n\r\n`)).toBe(
      'GET / HTTP/1.1\r\nHost: a\r\nX: y\r\n\r\n',
    );
  });

  test.each(['Transfer-Encoding: chunked\r\nTrailer: X\r\n', 'content-length: 5\r\n', 'Expect: 100-continue\r\n'])(
    'keeps %j',
    (lines) => {
      const text = `POST / HTTP/1.1\r\nHost: a\r\n${lines}\r\n`;
      expect(request(text)).toBe(text);
    },
  );

  test('RFC 9110 §10.1.4: announces trailers anew', () => {
    const text = 'GET / HTTP/1.1\r\nHost: a\r\nTE: deflate, Trailers\r\nConnection: TE\r\n\r\n';
    expect(request(text)).toBe('GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: TE\r\n\r\n');
    expect(request(text, { connection: 'close' })).toMatch(/TE: trailers\r\nConnection: close, TE\r\n\r\n$/);
    expect(request('GET / HTTP/1.0\r\nHost: a\r\nTE: trailers\r\n\r\n')).toBe('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  });

  test('RFC 9110 §7.8: keeps Upgrade where the connection is upgraded', () => {
    const text = 'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n';
    expect(request(text, { connection: 'upgrade' })).toBe(
      'GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
    );
  });

  test.each([
    [
      'RFC 9112 §3.2.2: absolute-form',
      'GET http://B.c:8/x?y HTTP/1.1\r\nX: y\r\nHost: a\r\n\r\n',
      'GET /x?y HTTP/1.1\r\nX: y\r\nHost: b.c:8\r\n\r\n',
    ],
    [
      'RFC 9112 §3.2.1: empty path',
      'GET http://b?y HTTP/1.1\r\nHost: a\r\n\r\n',
      'GET /?y HTTP/1.1\r\nHost: b\r\n\r\n',
    ],
    [
      'RFC 9112 §3.2.4: OPTIONS without path',
      'OPTIONS http://b HTTP/1.1\r\nHost: a\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: b\r\n\r\n',
    ],
    [
      'RFC 9112 §3.2.4: asterisk-form',
      'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
      'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
    ],
    ['RFC 9112 §2.3: HTTP/1.0 becomes 1.1', 'GET / HTTP/1.0\r\nHost: a\r\n\r\n', 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'],
    [
      'RFC 9112 §3.2: HTTP/1.0 without Host',
      'GET / HTTP/1.0\r\nX: y\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: \r\nX: y\r\n\r\n',
    ],
    [
      'RFC 9110 §10.1.1: Expect in HTTP/1.0',
      'GET / HTTP/1.0\r\nHost: a\r\nExpect: 100-continue\r\n\r\n',
      'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
    ],
  ])('%s', (_rule, text, expected) => {
    expect(request(text)).toBe(expected);
  });

  test('is edited', () => {
    const edits: HeadEdits = {
      host: 'localhost:3000',
      target: '/other',
      drop: new FieldNames(['x-forwarded-for', 'host']),
      add: new AddedFields(['X-Forwarded-For', '203.0.113.9', 'X-Last', '']),
      connection: 'close',
    };
    expect(request('GET / HTTP/1.1\r\nX: y\r\nHost: a\r\nX-Forwarded-FOR: 1\r\n\r\n', edits)).toBe(
      'GET /other HTTP/1.1\r\nX: y\r\nHost: localhost:3000\r\nX-Forwarded-For: 203.0.113.9\r\nX-Last: \r\nConnection: close\r\n\r\n',
    );
    expect(request('GET / HTTP/1.0\r\nX: y\r\n\r\n', { host: 'b' })).toBe('GET / HTTP/1.1\r\nHost: b\r\nX: y\r\n\r\n');
  });

  test.each<HeadEdits>([{ host: 'a\r\nX: y' }, { target: '/a b' }, { target: '/\n' }])(
    'cannot be broken by the edit %j',
    (edits) => {
      expect(() => request('GET / HTTP/1.1\r\nHost: a\r\n\r\n', edits)).toThrow(TypeError);
    },
  );
});

describe('an answer', () => {
  test('keeps order, case and duplicates, and loses what was for the hop before', () => {
    expect(
      answer(
        'HTTP/1.0 200 Fine\r\nConnection: close, X-Hop\r\nset-cookie: a\r\nX-Hop: 1\r\nSet-Cookie: b\r\nKeep-Alive: x\r\nUpgrade: h2c\r\n\r\n',
      ),
    ).toBe('HTTP/1.1 200 Fine\r\nset-cookie: a\r\nSet-Cookie: b\r\n\r\n');
  });

  test('RFC 9112 §4: has its space behind the status code also without a reason', () => {
    expect(answer('HTTP/1.1 404\r\n\r\n')).toBe('HTTP/1.1 404 \r\n\r\n');
  });

  test.each(['100', '103', '204'])('RFC 9112 §6.1, RFC 9110 §8.6: %s has no framing fields', (status) => {
    expect(answer(`HTTP/1.1 ${status} X\r\nContent-Length: 0\r\nA: b\r\n\r\n`)).toBe(
      `HTTP/1.1 ${status} X\r\nA: b\r\n\r\n`,
    );
    expect(answer(`HTTP/1.1 ${status} X\r\nTransfer-Encoding: chunked\r\n\r\n`)).toBe(`HTTP/1.1 ${status} X\r\n\r\n`);
  });

  test.each(['200', '304'])('%s keeps its framing fields', (status) => {
    const text = `HTTP/1.1 ${status} X\r\nContent-Length: 5\r\n\r\n`;
    expect(answer(text)).toBe(text);
  });

  test('RFC 9110 §15.2.2: a 101 keeps Upgrade', () => {
    const text = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n';
    expect(answer(text, { connection: 'upgrade' })).toBe(text);
  });

  test('is edited', () => {
    expect(
      answer('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n', {
        drop: new FieldNames(['transfer-encoding']),
        add: new AddedFields(['X', 'y']),
        connection: 'keep-alive',
      }),
    ).toBe('HTTP/1.1 200 OK\r\nA: b\r\nX: y\r\nConnection: keep-alive\r\n\r\n');
  });
});
