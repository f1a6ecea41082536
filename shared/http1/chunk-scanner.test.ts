import { describe, expect, test } from 'vitest';
import { latin1, readRequests } from './testing/event-recorder.ts';

const HEAD = 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n';
const END = '0\r\n\r\n';
const LAST = '0\r\n';

/** [RFC section, what is wrong, body] */
const REFUSED: [string, string, string][] = [
  ['9112 §7.1', 'no size', `\r\n${END}`],
  ['9112 §7.1', 'a size that is no number', `x\r\n${END}`],
  ['9112 §7.1', 'a size with 0x', `0x5\r\nhello\r\n${END}`],
  ['9112 §7.1', 'a size with a plus', `+5\r\nhello\r\n${END}`],
  ['9112 §7.1', 'a size with a minus', `-5\r\nhello\r\n${END}`],
  ['9112 §7.1', 'a space before the size', ` 5\r\nhello\r\n${END}`],
  ['9112 §7.1', 'a space behind the size', `5 \r\nhello\r\n${END}`],
  ['9112 §7.1', 'a tab behind the size', `5\t\r\nhello\r\n${END}`],
  ['9112 §7.1', 'a digit separator', `1_0\r\n0123456789abcdef\r\n${END}`],
  ['9112 §7.1', 'a size of 2^53', `20000000000000\r\nhello\r\n${END}`],
  ['9112 §7.1', 'a size that wraps around at 2^64', `10000000000000005\r\nhello\r\n${END}`],
  ['9112 §7.1', 'a size of 17 digits', `00000000000000005\r\nhello\r\n${END}`],
  ['9112 §2.2', 'bare LF behind the size', `5\nhello\r\n${END}`],
  ['9112 §2.2', 'bare LF behind the data', `5\r\nhello\n${END}`],
  ['9112 §2.2', 'bare CR behind the size', `5\rhello\r\n${END}`],
  ['9112 §2.2', 'bare CR behind the data', `5\r\nhello\r${END}`],
  ['9112 §2.2', 'bare LF behind an extension', `5;a\nhello\r\n${END}`],
  ['9112 §2.2', 'bare LF as the end', '0\r\n\n'],
  ['9112 §2.2', 'bare CR as the end', '0\r\n\rX'],
  ['9112 §7.1', 'data longer than its size', `5\r\nhello!\r\n${END}`],
  ['9112 §7.1', 'data shorter than its size', `6\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'an extension without a name', `5;\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'an extension without a value', `5;a=\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'white space before an extension', `5 ;a\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'white space behind the semicolon', `5; a\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'white space around the equals sign', `5;a = b\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'an open quote', `5;a="b\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'bytes behind a quoted value', `5;a="b"c\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'NUL in an extension', `5;a\0\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'NUL in a quoted pair', `5;a="\\\0"\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'a line over 4 KiB', `5;${'a'.repeat(4096)}\r\nhello\r\n${END}`],
  ['9112 §7.1.1', 'extensions over 16 KiB', `${`1;${'a'.repeat(1999)}\r\nx\r\n`.repeat(9)}${END}`],
  ['9112 §2.2', 'bare LF in the trailers', `${LAST}X: y\n\r\n`],
  ['9112 §5.1', 'a space before the colon of a trailer', `${LAST}X : y\r\n\r\n`],
  ['9112 §5.2', 'obs-fold in the trailers', `${LAST}X: y\r\n z\r\n\r\n`],
  ['9110 §5.5', 'NUL in a trailer', `${LAST}X: \0\r\n\r\n`],
  ['9110 §6.5.1', 'Content-Length as trailer', `${LAST}content-length: 5\r\n\r\n`],
  ['9110 §6.5.1', 'Transfer-Encoding as trailer', `${LAST}Transfer-Encoding: chunked\r\n\r\n`],
  ['9110 §6.5.1', 'Host as trailer', `${LAST}Host: b\r\n\r\n`],
  ['9110 §6.5.1', 'Connection as trailer', `${LAST}Connection: close\r\n\r\n`],
  ['6585 §5', 'over 200 trailers', `${LAST}${'X: y\r\n'.repeat(201)}\r\n`],
  ['6585 §5', 'trailers over 64 KiB', `${LAST}X: ${'y'.repeat(64 * 1024)}\r\n\r\n`],
];

describe('a chunked body that is refused', () => {
  test.each(REFUSED)('RFC %s: %s', (_section, _what, body) => {
    const whole = readRequests([latin1(HEAD + body)]);
    expect(whole.messages[0]?.ended).toBe(false);
    expect(whole.error).toMatchObject({ truncated: false });
    const bytewise = readRequests([...latin1(HEAD + body)].map((byte) => Buffer.from([byte])));
    expect(bytewise.messages[0]?.ended).toBe(false);
    expect(bytewise.error?.rule).toBe(whole.error?.rule);
  });
});

describe('a chunked body that is read', () => {
  test.each([
    ['no data', END],
    ['one chunk', `5\r\nhello\r\n${END}`],
    ['several chunks', `5\r\nhello\r\n6\r\n world\r\n${END}`],
    ['digits in both cases', `a\r\n0123456789\r\nA\r\n0123456789\r\n${END}`],
    ['leading zeros, and more than one in the last chunk', '0005\r\nhello\r\n0000\r\n\r\n'],
    ['data that looks like framing', `9\r\n\r\n0\r\n\r\n\r\n\r\n${END}`],
    ['extensions (RFC 9112 §7.1.1)', `5;a;b=c;d="e;\\"\r\t\xff"\r\nhello\r\n0;last\r\n\r\n`.replace('\r\t', '\t')],
    ['trailers (RFC 9112 §7.1.2)', `5\r\nhello\r\n${LAST}Checksum: 1\r\nX:\r\n\r\n`],
    ['200 trailers', `${LAST}${'X: y\r\n'.repeat(200)}\r\n`],
  ])('%s passes as the bytes that came', (_what, body) => {
    for (const pieces of [[latin1(HEAD + body)], [...latin1(HEAD + body)].map((byte) => Buffer.from([byte]))]) {
      const { messages, error } = readRequests(pieces, true);
      expect(error).toBeUndefined();
      expect(messages[0]).toMatchObject({ body, ended: true });
    }
  });

  test('passes no byte of a trailer section on before all of it was checked', () => {
    const { messages, error } = readRequests([latin1(`${HEAD}${LAST}X: y\r\n`), latin1('Host: b\r\n\r\n')]);
    expect(messages[0]?.body).toBe(LAST);
    expect(error?.rule).toMatch('§6.5.1');
  });
});
