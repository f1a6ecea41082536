/**
 * Every case in which our reader is stricter than Node's parser: [name, rule by which ours refuses it, a message that Node takes].
 * What a rule refuses for one reason only is in the list once; the tables of the other tests hold the variants. For tests.
 */
type StricterCase = [name: string, rule: string, message: string];

const TARGET_FORM = 'RFC 9112 §3.2: request target in none of the forms that are served';
const TARGET_CHARACTER = 'RFC 9112 §3.2: illegal character in the request target';
const HOST = 'RFC 9110 §7.2: host is not valid';
const TRAILER = 'RFC 9110 §6.5.1: field that a trailer must not bring';
const EXTENSION_LENGTH = 'RFC 9112 §7.1.1: chunk extensions too long';
const TAB = 'RFC 9112 §11.2: tab behind the value of Transfer-Encoding';
const CODING = 'RFC 9112 §6.1: unknown transfer coding';
const VERSION = 'RFC 9110 §15.6.6: version is neither HTTP/1.1 nor HTTP/1.0';

const get = (lines: string) => `GET / HTTP/1.1\r\n${lines}\r\n`;
const chunked = (body: string) => `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${body}`;
const answer = (lines: string, body = '') => `HTTP/1.1 200 OK\r\n${lines}\r\n${body}`;
const LAST = '0\r\n';
const END = '0\r\n\r\n';
const KIB_64 = 'x'.repeat(64 * 1024);

export const STRICTER_REQUESTS: StricterCase[] = [
  ['a second empty line before', 'RFC 9112 §3: request line is not whole', `\r\n\r\n${get('Host: a\r\n')}`],
  ['an empty line of LF alone before', 'RFC 9112 §2.2: line feed without carriage return', `\n${get('Host: a\r\n')}`],
  ['a CR alone before', 'RFC 9112 §2.2: carriage return without line feed', `\r${get('Host: a\r\n')}`],
  ['HTTP/0.9', 'RFC 9112 §3: request line is not whole', 'GET /\r\n\r\n'],
  ['HTTP/2.0 in the form of HTTP/1', VERSION, 'GET / HTTP/2.0\r\nHost: a\r\n\r\n'],
  ['two spaces before the target', TARGET_CHARACTER, 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['two spaces behind the target', 'RFC 9112 §2.3: no HTTP version', 'GET /  HTTP/1.1\r\nHost: a\r\n\r\n'],
  [
    'a request line over 16 KiB',
    'RFC 9112 §3: request line over 16 KiB',
    `GET /${'x'.repeat(16 * 1024)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  ],
  ['a fragment', TARGET_CHARACTER, 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['another scheme', TARGET_FORM, 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  [
    'asterisk-form without OPTIONS',
    'RFC 9112 §3.2.4: asterisk-form without OPTIONS',
    'GET * HTTP/1.1\r\nHost: a\r\n\r\n',
  ],
  ['another target behind an asterisk', TARGET_FORM, 'OPTIONS *x HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['absolute-form without a host', HOST, 'GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['absolute-form with user information', HOST, 'GET http://u@a/ HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['two Hosts', 'RFC 9112 §3.2: more than one Host', get('Host: a\r\nHost: b\r\n')],
  ['an empty Host', HOST, get('Host:\r\n')],
  ['a Host with other characters than a host has', HOST, get('Host: a/b\r\n')],
  ['a port that is none', HOST, get('Host: a:65536\r\n')],
  ['an address that is none', HOST, get('Host: [::1\r\n')],
  ['over 200 fields', 'RFC 6585 §5: over 200 fields', get(`Host: a\r\n${'X: y\r\n'.repeat(200)}`)],
  ['a head over 64 KiB', 'RFC 6585 §5: head over 64 KiB', get(`Host: a\r\nX: ${KIB_64}\r\n`)],
  [
    'Connection that is no list of tokens',
    'RFC 9110 §7.6.1: connection option is not a token',
    get('Host: a\r\nConnection: a b\r\n'),
  ],
  [
    'Connection that names a field for everybody',
    'RFC 9110 §7.6.1: connection option names a field meant for every recipient',
    get('Connection: Host\r\nHost: a\r\n'),
  ],
  ['another expectation', 'RFC 9110 §10.1.1: unknown expectation', get('Host: a\r\nExpect: 200-ok\r\n')],
  [
    'Transfer-Encoding in HTTP/1.0',
    'RFC 9112 §6.1: Transfer-Encoding in HTTP/1.0',
    `POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${END}`,
  ],
  [
    'another coding before chunked',
    CODING,
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n${END}`,
  ],
  [
    'another coding alone, beside an Upgrade',
    CODING,
    get('Host: a\r\nTransfer-Encoding: gzip\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'),
  ],
  [
    'a tab behind a transfer coding, beside an Upgrade',
    TAB,
    get('Host: a\r\nTransfer-Encoding: gzip\t\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n'),
  ],
  [
    'an empty transfer coding',
    'RFC 9112 §6.1: Transfer-Encoding with an empty member',
    `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: , chunked\r\n\r\n${END}`,
  ],
  [
    'a chunk size of 17 digits',
    'RFC 9112 §7.1: chunk size over 2^53 or 16 digits',
    chunked(`00000000000000005\r\nhello\r\n${END}`),
  ],
  [
    'a chunk extension without a value',
    'RFC 9112 §7.1.1: malformed chunk extension',
    chunked(`5;a=\r\nhello\r\n${END}`),
  ],
  ['a chunk line over 4 KiB', EXTENSION_LENGTH, chunked(`5;${'a'.repeat(4096)}\r\nhello\r\n${END}`)],
  ['a field of routing in a trailer', TRAILER, chunked(`${LAST}Host: b\r\n\r\n`)],
  ['a field of the hop in a trailer', TRAILER, chunked(`${LAST}Connection: close\r\n\r\n`)],
  ['over 200 trailers', 'RFC 6585 §5: over 200 fields', chunked(`${LAST}${'X: y\r\n'.repeat(201)}\r\n`)],
];

export const STRICTER_ANSWERS: StricterCase[] = [
  ['an empty line before', 'RFC 9112 §2.3: no HTTP version', `\r\n${answer('Content-Length: 0\r\n')}`],
  ['HTTP/2.0 in the form of HTTP/1', VERSION, 'HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ['a status code under 100', 'RFC 9110 §15: status code under 100', 'HTTP/1.1 099 X\r\nContent-Length: 0\r\n\r\n'],
  [
    'a control character in the reason',
    'RFC 9112 §4: control character in the reason phrase',
    'HTTP/1.1 200 O\0K\r\nContent-Length: 0\r\n\r\n',
  ],
  ['over 200 fields', 'RFC 6585 §5: over 200 fields', answer('X: y\r\n'.repeat(201))],
  ['a head over 64 KiB', 'RFC 6585 §5: head over 64 KiB', answer(`X: ${KIB_64}\r\n`)],
  ['a reason over 64 KiB', 'RFC 9112 §4: status line over 64 KiB', `HTTP/1.1 200 ${KIB_64}\r\n\r\n`],
  [
    'Connection that is no list of tokens',
    'RFC 9110 §7.6.1: connection option is not a token',
    answer('Connection: a b\r\n'),
  ],
  [
    'Connection that names a field for everybody',
    'RFC 9110 §7.6.1: connection option names a field meant for every recipient',
    answer('Connection: Content-Length\r\nContent-Length: 0\r\n'),
  ],
  [
    'Transfer-Encoding in HTTP/1.0',
    'RFC 9112 §6.1: Transfer-Encoding in HTTP/1.0',
    `HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${END}`,
  ],
  [
    'a Content-Length over 2^53 where no body follows',
    'RFC 9110 §8.6: Content-Length over 2^53',
    'HTTP/1.1 304 Not Modified\r\nContent-Length: 9007199254740992\r\n\r\n',
  ],
  ['a tab behind chunked', TAB, answer('Transfer-Encoding: chunked\t\r\n')],
  ['another transfer coding', CODING, answer('Transfer-Encoding: gzip\r\n')],
  [
    'chunked not last',
    'RFC 9112 §6.1: chunked is not the last transfer coding',
    answer('Transfer-Encoding: chunked, gzip\r\n'),
  ],
  [
    'an empty transfer coding',
    'RFC 9112 §6.1: Transfer-Encoding with an empty member',
    answer('Transfer-Encoding: , chunked\r\n', END),
  ],
  ['chunked twice', 'RFC 9112 §6.1: chunked twice', answer('Transfer-Encoding: chunked, chunked\r\n', END)],
  [
    'a chunk size of 17 digits',
    'RFC 9112 §7.1: chunk size over 2^53 or 16 digits',
    answer('Transfer-Encoding: chunked\r\n', `00000000000000005\r\nhello\r\n${END}`),
  ],
  [
    'a chunk extension without a value',
    'RFC 9112 §7.1.1: malformed chunk extension',
    answer('Transfer-Encoding: chunked\r\n', `5;a=\r\nhello\r\n${END}`),
  ],
  [
    'a field of the hop in a trailer',
    TRAILER,
    answer('Transfer-Encoding: chunked\r\n', `${LAST}Connection: close\r\n\r\n`),
  ],
];
