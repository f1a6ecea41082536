import { describe, expect, test } from 'vitest';
import { parseRequestHead, type RequestHead } from './request-head.ts';
import { latin1, readRequests } from './testing/event-recorder.ts';

function parse(text: string): RequestHead {
  const bytes = latin1(text);
  return parseRequestHead(bytes, 0, bytes.length);
}

/** A GET with these field lines behind Host. */
function withFields(lines: string, version = '1.1'): RequestHead {
  return parse(`GET / HTTP/${version}\r\nHost: a\r\n${lines}\r\n`);
}

const LONG = 'x'.repeat(16 * 1024);

/** [RFC section, what is wrong, bytes, status] */
const REFUSED: [string, string, string, number][] = [
  ['9112 §2.1', 'no request line', '\r\n\r\n', 400],
  ['9112 §2.2', 'a second empty line before the request', '\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §2.2', 'a carriage return alone before the request', '\rGET / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §2.2', 'bare LF behind the request line', 'GET / HTTP/1.1\nHost: a\r\n\r\n', 400],
  ['9112 §2.2', 'bare LF behind a field', 'GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n', 400],
  ['9112 §2.2', 'bare LF in a name', 'GET / HTTP/1.1\r\nHost: a\r\nX\nY: y\r\n\r\n', 400],
  ['9112 §2.2', 'bare LF as blank line', 'GET / HTTP/1.1\r\nHost: a\r\n\n\r\n\r\n', 400],
  ['9112 §2.2', 'bare CR in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\rb\r\n\r\n', 400],
  ['9112 §2.2', 'bare CR as blank line', 'GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n', 400],
  ['9112 §2.2', 'bare CR behind the version', 'GET / HTTP/1.1\rHost: a\r\n\r\n', 400],
  ['9112 §2.2', 'white space before the first field', 'GET / HTTP/1.1\r\n Host: a\r\n\r\n', 400],
  ['9112 §2.3', 'no version (HTTP/0.9)', 'GET /\r\n\r\n', 400],
  ['9112 §2.3', 'version in small letters', 'GET / http/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §2.3', 'a version of two digits', 'GET / HTTP/1.10\r\nHost: a\r\n\r\n', 400],
  ['9110 §15.6.6', 'HTTP/2.0', 'GET / HTTP/2.0\r\nHost: a\r\n\r\n', 505],
  ['9110 §15.6.6', 'the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\n', 505],
  ['9110 §15.6.6', 'HTTP/1.2', 'GET / HTTP/1.2\r\nHost: a\r\n\r\n', 505],
  ['9110 §15.6.6', 'HTTP/0.9 as version', 'GET / HTTP/0.9\r\nHost: a\r\n\r\n', 505],
  ['9112 §3', 'two spaces before the target', 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3', 'two spaces behind the target', 'GET /  HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3', 'a space behind the version', 'GET / HTTP/1.1 \r\nHost: a\r\n\r\n', 400],
  ['9112 §3', 'a tab instead of a space', 'GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3', 'a space inside the target', 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3', 'a request line over 16 KiB', `GET /${LONG} HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ['9112 §3', 'a method over 16 KiB', `${LONG}x / HTTP/1.1\r\nHost: a\r\n\r\n`, 414],
  ['9110 §9.1', 'a method that is no token', 'G(T / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9110 §9.1', 'a space before the method', ' GET / HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2', 'NUL in the target', 'GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2', 'DEL in the target', 'GET /\x7f HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2', 'a fragment in the target', 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2', 'a byte over 0x7f in the target', 'GET /\xfc HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2', 'a target in no known form', 'GET a/b HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2.2', 'another scheme', 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2.2', 'absolute-form without a host', 'GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9110 §4.2.4', 'absolute-form with user information', 'GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2.3', 'authority-form', 'GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9110 §9.3.6', 'CONNECT', 'CONNECT a:80 HTTP/1.1\r\nHost: a:80\r\n\r\n', 501],
  ['9112 §3.2.4', 'asterisk-form with GET', 'GET * HTTP/1.1\r\nHost: a\r\n\r\n', 400],
  ['9112 §3.2', 'no Host in HTTP/1.1', 'GET / HTTP/1.1\r\nX: y\r\n\r\n', 400],
  ['9112 §3.2', 'no Host beside an absolute-form', 'GET http://a/ HTTP/1.1\r\nX: y\r\n\r\n', 400],
  ['9112 §3.2', 'no field at all in HTTP/1.1', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['9112 §3.2', 'two Hosts', 'GET / HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n', 400],
  ['9112 §3.2', 'two Hosts in HTTP/1.0', 'GET / HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n', 400],
  ['9110 §7.2', 'an empty Host', 'GET / HTTP/1.1\r\nHost:\r\n\r\n', 400],
  ['9110 §7.2', 'a list in Host', 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n', 400],
  ['9110 §7.2', 'a path in Host', 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n', 400],
  ['9110 §7.2', 'user information in Host', 'GET / HTTP/1.1\r\nHost: a@b\r\n\r\n', 400],
  ['9110 §7.2', 'a port that is no number', 'GET / HTTP/1.1\r\nHost: a:8x\r\n\r\n', 400],
  ['9110 §7.2', 'a port over 65535', 'GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n', 400],
  ['9110 §7.2', 'two ports', 'GET / HTTP/1.1\r\nHost: a:1:2\r\n\r\n', 400],
  ['9110 §7.2', 'only a port', 'GET / HTTP/1.1\r\nHost: :80\r\n\r\n', 400],
  ['9110 §7.2', 'an open bracket in Host', 'GET / HTTP/1.1\r\nHost: [::1\r\n\r\n', 400],
  ['9110 §7.2', 'no address in the brackets', 'GET / HTTP/1.1\r\nHost: [a.b]\r\n\r\n', 400],
  ['9110 §7.2', 'a letter beyond ASCII in Host', 'GET / HTTP/1.1\r\nHost: b\xfccher.example\r\n\r\n', 400],
  ['9112 §5', 'a field without a colon', 'GET / HTTP/1.1\r\nHost: a\r\nX\r\n\r\n', 400],
  ['9112 §5.1', 'a space before the colon', 'GET / HTTP/1.1\r\nHost : a\r\n\r\n', 400],
  ['9112 §5.1', 'a tab before the colon', 'GET / HTTP/1.1\r\nHost: a\r\nContent-Length\t: 5\r\n\r\n', 400],
  ['9110 §5.1', 'a field without a name', 'GET / HTTP/1.1\r\nHost: a\r\n: x\r\n\r\n', 400],
  ['9110 §5.1', 'a name that is no token', 'GET / HTTP/1.1\r\nHost: a\r\nX(Y): x\r\n\r\n', 400],
  ['9110 §5.1', 'a byte over 0x7f in a name', 'GET / HTTP/1.1\r\nHost: a\r\nX\xff: x\r\n\r\n', 400],
  ['9110 §5.1', 'NUL in a name', 'GET / HTTP/1.1\r\nHost: a\r\nX\0: x\r\n\r\n', 400],
  ['9112 §5.2', 'obs-fold', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n b\r\n\r\n', 400],
  ['9112 §5.2', 'obs-fold by a tab', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\r\n\tb\r\n\r\n', 400],
  ['9110 §5.5', 'NUL in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\0b\r\n\r\n', 400],
  ['9110 §5.5', 'a control character in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x01b\r\n\r\n', 400],
  ['9110 §5.5', 'DEL in a value', 'GET / HTTP/1.1\r\nHost: a\r\nX: a\x7fb\r\n\r\n', 400],
  ['6585 §5', 'over 200 fields', `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(200)}\r\n`, 431],
  ['6585 §5', 'a head over 64 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${LONG.repeat(4)}\r\n\r\n`, 431],
  ['9110 §7.6.1', 'Connection that is no list of tokens', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: a b\r\n\r\n', 400],
  ['9110 §7.6.1', 'Connection: Host', 'GET / HTTP/1.1\r\nHost: a\r\nConnection: close, Host\r\n\r\n', 400],
  [
    '9110 §7.6.1',
    'Connection: Content-Length',
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: content-length\r\nContent-Length: 5\r\n\r\n',
    400,
  ],
  [
    '9110 §7.6.1',
    'Connection: Transfer-Encoding',
    'POST / HTTP/1.1\r\nHost: a\r\nConnection: Transfer-Encoding\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
  ],
  ['9110 §10.1.1', 'another expectation', 'GET / HTTP/1.1\r\nHost: a\r\nExpect: 200-ok\r\n\r\n', 417],
];

/** [RFC section, what is wrong, framing fields, status] */
const REFUSED_FRAMING: [string, string, string, number][] = [
  [
    '9112 §6.1',
    'Content-Length together with Transfer-Encoding',
    'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
    400,
  ],
  ['9112 §6.1', 'the same the other way round', 'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', 400],
  ['9112 §6.3', 'differing Content-Lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n', 400],
  ['9112 §6.3', 'equal Content-Lengths in two fields', 'Content-Length: 5\r\nContent-Length: 5\r\n', 400],
  ['9112 §6.3', 'a list of equal Content-Lengths', 'Content-Length: 5, 5\r\n', 400],
  ['9112 §11.2', 'a tab behind Transfer-Encoding', 'Transfer-Encoding: chunked \t \r\n', 400],
  ['9110 §8.6', 'Content-Length with a plus', 'Content-Length: +5\r\n', 400],
  ['9110 §8.6', 'Content-Length with a minus', 'Content-Length: -5\r\n', 400],
  ['9110 §8.6', 'Content-Length with a space inside', 'Content-Length: 5 5\r\n', 400],
  ['9110 §8.6', 'Content-Length in hexadecimal', 'Content-Length: 0x5\r\n', 400],
  ['9110 §8.6', 'Content-Length with a point', 'Content-Length: 5.0\r\n', 400],
  ['9110 §8.6', 'an empty Content-Length', 'Content-Length:\r\n', 400],
  ['9110 §8.6', 'Content-Length of 2^53', 'Content-Length: 9007199254740992\r\n', 400],
  ['9110 §8.6', 'Content-Length over 2^64', 'Content-Length: 18446744073709551621\r\n', 400],
  ['9112 §6.1', 'an unknown coding', 'Transfer-Encoding: gzip\r\n', 501],
  ['9112 §6.1', 'another coding before chunked', 'Transfer-Encoding: gzip, chunked\r\n', 501],
  ['9112 §6.1', 'identity, which is none any more', 'Transfer-Encoding: identity\r\n', 501],
  ['9112 §6.1', 'chunked with a parameter', 'Transfer-Encoding: chunked;a=b\r\n', 501],
  ['9112 §6.1', 'chunked with a strange character', 'Transfer-Encoding: \x0bchunked\r\n', 400],
  ['9112 §6.1', 'chunked in quotes', 'Transfer-Encoding: "chunked"\r\n', 501],
  ['9112 §6.1', 'chunked not last', 'Transfer-Encoding: chunked, gzip\r\n', 400],
  [
    '9112 §6.1',
    'chunked not last, in two fields',
    'Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n',
    400,
  ],
  ['9112 §6.1', 'chunked twice', 'Transfer-Encoding: chunked, chunked\r\n', 400],
  ['9112 §6.1', 'chunked twice, in two fields', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', 400],
  ['9112 §6.1', 'an empty Transfer-Encoding', 'Transfer-Encoding:\r\n', 400],
  ['9112 §6.1', 'an empty member', 'Transfer-Encoding: , chunked\r\n', 400],
];

describe('a request that is refused', () => {
  const framing = REFUSED_FRAMING.map(([section, what, lines, status]): [string, string, string, number] => [
    section,
    what,
    `POST / HTTP/1.1\r\nHost: a\r\n${lines}\r\n`,
    status,
  ]);
  test.each([...REFUSED, ...framing])('RFC %s: %s', (_section, _what, text, status) => {
    const whole = readRequests([latin1(text)]);
    expect(whole.messages).toEqual([]);
    expect(whole.error?.status).toBe(status);
    expect(whole.error?.truncated).toBe(false);
    const bytewise = readRequests([...latin1(text)].map((byte) => Buffer.from([byte])));
    expect(bytewise.messages).toEqual([]);
    expect(bytewise.error?.rule).toBe(whole.error?.rule);
  });

  test('RFC 9112 §6.1: Transfer-Encoding in HTTP/1.0', () => {
    expect(() => withFields('Transfer-Encoding: chunked\r\n', '1.0')).toThrow('Transfer-Encoding in HTTP/1.0');
  });

  test('names its rule, and nothing that was sent', () => {
    expect(() => withFields('Secret : x\r\n')).toThrow(
      expect.objectContaining({ status: 400, rule: 'RFC 9112 §5.1: white space between field name and colon' }),
    );
  });
});

describe('a request that is read', () => {
  test('keeps order, case and duplicates of fields (RFC 9110 §5.3)', () => {
    const head = parse(
      'GET /a?b HTTP/1.1\r\nhOST: A.Example:80\r\nX-b: 1\r\nX-A:2\r\nx-B: \t3\t \r\nEmpty:\r\nL: \xe9\r\n\r\n',
    );
    expect(head).toMatchObject({
      method: 'GET',
      target: '/a?b',
      minor: 1,
      fields: ['hOST', 'A.Example:80', 'X-b', '1', 'X-A', '2', 'x-B', '3', 'Empty', '', 'L', '\xe9'],
      body: { kind: 'none' },
      host: 'a.example:80',
      keepAlive: true,
      upgrade: undefined,
      expectContinue: false,
      hopFields: [],
    });
  });

  test('from the middle of a buffer', () => {
    const bytes = latin1('xxGET / HTTP/1.1\r\nHost: a\r\n\r\nyy');
    expect(parseRequestHead(bytes, 2, bytes.length - 2)).toMatchObject({ target: '/', fields: ['Host', 'a'] });
  });

  test.each([
    ['a.example', 'a.example'],
    ['A.example:8000', 'a.example:8000'],
    ['[::1]:80', '[::1]:80'],
    ['[2001:DB8::1]', '[2001:db8::1]'],
    ['a:', 'a:'],
    ['under_score.example', 'under_score.example'],
    ['203.0.113.9', '203.0.113.9'],
  ])('RFC 9110 §7.2: Host %s', (value, host) => {
    expect(parse(`GET / HTTP/1.1\r\nHost: ${value}\r\n\r\n`).host).toBe(host);
  });

  test.each([
    [
      'RFC 9112 §3.2.2: authority of an absolute-form replaces Host',
      'GET http://B.c:81/x HTTP/1.1\r\nHost: a\r\n\r\n',
      'b.c:81',
    ],
    ['RFC 9112 §3.2.2: https, scheme in any case', 'GET HTTPS://b/x HTTP/1.1\r\nHost: a\r\n\r\n', 'b'],
    ['RFC 9112 §3.2.2: without a path', 'GET http://b?x HTTP/1.1\r\nHost: a\r\n\r\n', 'b'],
    ['RFC 9112 §3.2.4: asterisk-form of OPTIONS', 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n', 'a'],
    ['RFC 9112 §3.2: HTTP/1.0 without Host', 'GET / HTTP/1.0\r\n\r\n', undefined],
  ])('%s', (_rule, text, host) => {
    expect(parse(text).host).toBe(host);
  });

  test.each([
    ['9112 §6.3', 'no framing field is no body', '', { kind: 'none' }],
    ['9112 §6.2', 'Content-Length', 'Content-Length: 5\r\n', { kind: 'length', length: 5 }],
    ['9110 §8.6', 'Content-Length 0', 'Content-Length: 0\r\n', { kind: 'length', length: 0 }],
    ['9110 §8.6', 'leading zeros', 'Content-Length: 007\r\n', { kind: 'length', length: 7 }],
    ['9110 §8.6', 'the largest one', 'Content-Length: 9007199254740991\r\n', { kind: 'length', length: 2 ** 53 - 1 }],
    ['9112 §6.1', 'chunked', 'Transfer-Encoding: chunked\r\n', { kind: 'chunked' }],
    ['9112 §7', 'codings are case-insensitive', 'transfer-encoding: Chunked\r\n', { kind: 'chunked' }],
  ])('RFC %s: %s', (_section, _what, lines, body) => {
    expect(withFields(lines).body).toEqual(body);
  });

  test.each([
    ['1.1', '', true],
    ['1.1', 'Connection: close\r\n', false],
    ['1.1', 'Connection: Close\r\n', false],
    ['1.1', 'Connection: keep-alive\r\nConnection: x, close\r\n', false],
    ['1.0', '', false],
    ['1.0', 'Connection: Keep-Alive\r\n', true],
    ['1.0', 'Connection: keep-alive, close\r\n', false],
  ])('RFC 9112 §9.3: HTTP/%s %j is persistent: %s', (version, lines, keepAlive) => {
    expect(withFields(lines, version).keepAlive).toBe(keepAlive);
  });

  test.each([
    ['1.1', 'Connection: Upgrade\r\nUpgrade: websocket\r\n', 'websocket'],
    ['1.1', 'Connection: keep-alive, Upgrade\r\nUpgrade: a/1\r\nUpgrade: b\r\n', 'a/1, b'],
    ['1.1', 'Upgrade: websocket\r\n', undefined],
    ['1.1', 'Connection: upgrade\r\n', undefined],
    ['1.0', 'Connection: Upgrade\r\nUpgrade: websocket\r\n', undefined],
  ])('RFC 9110 §7.8: HTTP/%s %j upgrades to %s', (version, lines, upgrade) => {
    expect(withFields(lines, version).upgrade).toBe(upgrade);
  });

  test.each([
    ['1.1', 'Expect: 100-continue\r\n', true],
    ['1.1', 'expect: 100-Continue\r\n', true],
    ['1.0', 'Expect: 100-continue\r\n', false],
    ['1.0', 'Expect: something\r\n', false],
    ['1.1', '', false],
  ])('RFC 9110 §10.1.1: HTTP/%s %j expects a 100: %s', (version, lines, expected) => {
    expect(withFields(lines, version).expectContinue).toBe(expected);
  });

  test('RFC 9110 §7.6.1: names the fields that are for this hop, ignoring empty members', () => {
    expect(withFields('Connection: , X-Hop,,close ,\tTE\r\n').hopFields).toEqual(['x-hop', 'te']);
  });

  test.each([
    ['200 fields', `GET / HTTP/1.1\r\nHost: a\r\n${'X: y\r\n'.repeat(199)}\r\n`],
    ['a request line of 16 KiB', `GET /${'x'.repeat(16 * 1024 - 14)} HTTP/1.1\r\nHost: a\r\n\r\n`],
    ['a head of 64 KiB', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(64 * 1024 - 32)}\r\n\r\n`],
    ['an unknown method', 'BREW /pot HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['characters that browsers do not encode', 'GET /a?b=|^`{}"<>\\[] HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['one empty line before (RFC 9112 §2.2)', '\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s', (_what, text) => {
    for (const pieces of [[latin1(text)], [...latin1(text)].map((byte) => Buffer.from([byte]))]) {
      const { messages, error } = readRequests(pieces, true);
      expect(error).toBeUndefined();
      expect(messages.map((message) => message.ended)).toEqual([true]);
    }
  });
});
