import { describe, expect, it } from 'vitest';
import { RequestReader } from '../../../shared/http1/message-reader.ts';
import type { RequestHead } from '../../../shared/http1/request-head.ts';
import { isNavigation, wakeAnswer } from './wake-answer.ts';
import { WakeError } from './wake-error.ts';

const HTML = 'Accept: text/html,application/xhtml+xml';

function headOf(line: string, ...fields: string[]): RequestHead {
  const heads: RequestHead[] = [];
  const reader = new RequestReader({ onHead: (head) => heads.push(head), onBody() {}, onEnd() {}, onError() {} });
  reader.push(Buffer.from([`${line} HTTP/1.1`, 'Host: a.test', ...fields, '', ''].join('\r\n'), 'latin1'));
  const [head] = heads;
  if (head === undefined) throw new Error('no head');
  return head;
}

describe('isNavigation', () => {
  it.each<[boolean, string, ...string[]]>([
    [true, 'GET /', HTML],
    [true, 'HEAD /', HTML],
    [false, 'GET /', 'Accept: */*'],
    [false, 'GET /'],
    [false, 'GET /', 'Accept: application/json, xtext/html'],
    // Asked again by itself it would be sent twice.
    [false, 'POST /', HTML, 'Content-Length: 0'],
    [false, 'GET /', HTML, 'Content-Length: 5'],
    [false, 'GET /', HTML, 'Connection: Upgrade', 'Upgrade: websocket'],
  ])('is %s of %s %s', (expected, line, ...fields) => expect(isNavigation(headOf(line, ...fields))).toBe(expected));
});

describe('wakeAnswer', () => {
  const answer = (error: WakeError, head: RequestHead, last = false) => wakeAnswer(error, head, last).bytes.toString();

  it('looks again by itself while it starts, and only then', () => {
    const starting = answer(new WakeError('starting', 'x', 2), headOf('GET /', HTML));
    expect(starting).toContain('HTTP/1.1 503 Service Unavailable\r\n');
    expect(starting).toContain('\r\nRetry-After: 2\r\n');
    expect(starting).toContain('<meta http-equiv="refresh" content="2">');
    const failed = answer(new WakeError('start-failed', 'the secret reason', 8), headOf('GET /', HTML));
    expect(failed).toContain('HTTP/1.1 502 Bad Gateway\r\n');
    expect(failed).not.toContain('refresh');
    expect(failed).not.toContain('secret');
  });

  it.each([
    ['Accept: application/json', '{"error":"start-timeout","status":504,'],
    ['Accept: */*', 'The service behind this address is started when somebody visits it'],
  ])('speaks to programs in their way (%s)', (accept, body) => {
    const text = answer(new WakeError('start-timeout', 'x', 2), headOf('GET /', accept));
    expect(text).toContain('HTTP/1.1 504 Gateway Timeout\r\n');
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toMatch(new RegExp(`^${body.replace(/[{]/g, '\\{')}`));
  });

  it('tells its length, of HEAD too, and the end of the stream', () => {
    const error = new WakeError('starting', 'x', 2);
    const get = answer(error, headOf('GET /', HTML), true);
    const length = Number(/Content-Length: (\d+)/.exec(get)?.[1]);
    expect(Buffer.byteLength(get.slice(get.indexOf('\r\n\r\n') + 4))).toBe(length);
    expect(get).toContain('\r\nConnection: close\r\n');
    const head = answer(error, headOf('HEAD /', HTML));
    expect(head).toContain(`Content-Length: ${length}\r\n`);
    expect(head.endsWith('\r\n\r\n')).toBe(true);
    expect(head).not.toContain('Connection:');
  });
});
