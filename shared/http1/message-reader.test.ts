import { describe, expect, test, vi } from 'vitest';
import { RequestReader, ResponseReader } from './message-reader.ts';
import type { RequestHead } from './request-head.ts';
import type { ResponseHead } from './response-head.ts';
import { EventRecorder, latin1, readRequests, readResponses } from './testing/event-recorder.ts';

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';
const POST = 'POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n';

function requestReader(): { recorder: EventRecorder<RequestHead>; reader: RequestReader } {
  const recorder = new EventRecorder<RequestHead>();
  return { recorder, reader: new RequestReader(recorder) };
}

function responseReader(): { recorder: EventRecorder<ResponseHead>; reader: ResponseReader } {
  const recorder = new EventRecorder<ResponseHead>();
  return { recorder, reader: new ResponseReader(recorder) };
}

describe('the reader of requests', () => {
  test('holds the next request of a pipeline until next()', () => {
    const { recorder, reader } = requestReader();
    reader.push(latin1(`${POST}hello${GET}`));
    reader.push(latin1(GET.slice(0, 5)));
    expect(recorder.messages.map((message) => [message.head.method, message.body, message.ended])).toEqual([
      ['POST', 'hello', true],
    ]);
    expect(reader.buffered).toBe(GET.length + 5);
    expect(reader.idle).toBe(false);
    reader.next();
    expect(recorder.messages).toHaveLength(2);
    expect(reader.buffered).toBe(5);
    reader.next();
    reader.push(latin1(GET.slice(5)));
    expect(recorder.messages).toHaveLength(3);
    expect(reader.idle).toBe(true);
  });

  test('takes next() only behind the end of a message', () => {
    const { recorder, reader } = requestReader();
    recorder.afterHead = () => reader.next();
    reader.push(latin1(`${POST}hello${GET}`));
    expect(recorder.messages).toHaveLength(1);
  });

  test('keeps no part of a chunk whose memory is used again', () => {
    const { recorder, reader } = requestReader();
    const shared = Buffer.alloc(4096);
    const push = (text: string) => reader.push(shared.subarray(0, shared.write(text, 'latin1')));
    push(`${POST}hello${GET}`);
    push('#'.repeat(10));
    reader.next();
    expect(recorder.messages[1]?.head.fields).toEqual(['Host', 'a']);
    const second = requestReader();
    second.reader.push(shared.subarray(0, shared.write(GET.slice(0, 10), 'latin1')));
    second.reader.push(shared.subarray(0, shared.write(GET.slice(10), 'latin1')));
    expect(second.recorder.messages[0]?.head.target).toBe('/');
  });

  test('passes a body on as the slice that came', () => {
    const bodies: Buffer[] = [];
    const reader = new RequestReader({ onHead() {}, onBody: (chunk) => bodies.push(chunk), onEnd() {}, onError() {} });
    reader.push(latin1('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n'));
    const chunk = Buffer.alloc(60_000);
    reader.push(chunk);
    expect(bodies[0]).toBe(chunk);
    reader.push(chunk);
    expect(bodies[1]?.buffer).toBe(chunk.buffer);
    expect(bodies[1]?.length).toBe(40_000);
    expect(reader.buffered).toBe(20_000);
  });

  test('gives chunks of one push as one slice, and payload alone with decodeChunks', () => {
    const text =
      'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: u\r\n\r\n';
    const onBody = vi.fn();
    new RequestReader({ onHead() {}, onBody, onEnd() {}, onError() {} }).push(latin1(text));
    expect(onBody.mock.calls.map(([chunk]) => String(chunk))).toEqual([
      '5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: u\r\n\r\n',
    ]);
    const { recorder, reader } = requestReader();
    recorder.afterHead = () => {
      reader.decodeChunks = recorder.messages.length === 1;
    };
    recorder.afterEnd = () => reader.next();
    reader.push(latin1(text + text));
    expect(recorder.messages.map((message) => message.body)).toEqual([
      'hello world',
      '5;x=y\r\nhello\r\n6\r\n world\r\n0\r\nT: u\r\n\r\n',
    ]);
  });

  test('detach() in onEnd returns what follows an Upgrade', () => {
    const { recorder, reader } = requestReader();
    let unread = '';
    recorder.afterEnd = () => {
      unread = reader.detach().toString();
    };
    reader.push(latin1(`GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nraw bytes`));
    expect(unread).toBe('raw bytes');
    reader.push(latin1('more'));
    reader.end();
    expect(recorder.messages).toHaveLength(1);
    expect(recorder.error).toBeUndefined();
  });

  test('detach() later returns what was pushed since, and half a head', () => {
    const { reader } = requestReader();
    reader.push(latin1(`${GET}one`));
    reader.push(latin1('two'));
    expect(reader.detach().toString()).toBe('onetwo');
    const second = requestReader().reader;
    second.push(latin1('GET / HT'));
    second.push(latin1('TP'));
    expect(second.detach().toString()).toBe('GET / HTTP');
    expect(second.buffered).toBe(0);
  });

  test('detach() in onHead and in onBody stops the reading', () => {
    for (const at of ['onHead', 'onBody'] as const) {
      const calls: string[] = [];
      const reader: RequestReader = new RequestReader({
        onHead: () => note('onHead'),
        onBody: () => note('onBody'),
        onEnd: () => note('onEnd'),
        onError: () => note('onError'),
      });
      const note = (call: string) => {
        calls.push(call);
        if (call === at) reader.detach();
      };
      reader.push(latin1(`${POST}hello`));
      reader.end();
      expect(calls.at(-1)).toBe(at);
    }
  });

  test('reads what a handler pushes from inside a callback behind the rest', () => {
    const { recorder, reader } = requestReader();
    recorder.afterHead = () => {
      if (recorder.messages.length === 1) reader.push(latin1('lo'));
    };
    reader.push(latin1(`${POST}hel`));
    expect(recorder.messages[0]).toMatchObject({ body: 'hello', ended: true });
  });

  test('keeps what a handler pushes from inside a callback behind what is held', () => {
    const { recorder, reader } = requestReader();
    recorder.afterEnd = () => {
      if (recorder.messages.length === 1) reader.push(latin1('b HTTP/1.1\r\nHost: a\r\n\r\n'));
    };
    reader.push(latin1(`${GET}GET /a`));
    reader.next();
    expect(recorder.messages[1]?.head.target).toBe('/ab');
  });

  test('is closed by a handler that throws: bytes were lost', () => {
    const reader: RequestReader = new RequestReader({
      onHead() {
        throw new Error('broken handler');
      },
      onBody() {},
      onEnd() {},
      onError() {},
    });
    expect(() => reader.push(latin1(`${POST}hello`))).toThrow('broken handler');
    expect(() => reader.push(latin1(GET))).not.toThrow();
    expect(reader.idle).toBe(false);
  });

  test.each([
    ['nothing', ''],
    ['a whole request', GET],
    ['a request with a body', `${POST}hello`],
    ['the empty line that may stand before a request', `${GET}\r\n`],
  ])('takes the end of the peer behind %s', (_what, text) => {
    expect(readRequests([latin1(text)], true).error).toBeUndefined();
  });

  test.each([
    ['in the head', 'GET / HT'],
    ['in a body', `${POST}hell`],
    ['before a body', POST],
    ['in a chunk', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel'],
    ['before the last chunk', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
    ['in the trailers', 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX: y\r\n'],
    ['in the second request', `${GET}GET`],
  ])('RFC 9112 §8: reports the end of the peer %s as truncated', (_where, text) => {
    const { error, messages } = readRequests([latin1(text)], true);
    expect(error).toMatchObject({ status: 400, truncated: true });
    expect(messages.filter((message) => message.ended)).toHaveLength(text.startsWith(GET) ? 1 : 0);
  });

  test('reads a held request behind the end of the peer', () => {
    const { recorder, reader } = requestReader();
    reader.push(latin1(GET + GET));
    reader.end();
    expect(recorder.messages).toHaveLength(1);
    reader.next();
    expect(recorder.messages).toHaveLength(2);
    expect(recorder.error).toBeUndefined();
  });

  test('refuses at once what does not begin like a request, e.g. TLS', () => {
    expect(readRequests([Buffer.from([0x16, 0x03, 0x01, 0x02, 0x00])]).error?.status).toBe(400);
  });

  test('refuses a bare LF before the head is whole', () => {
    expect(readRequests([latin1('GET / HTTP/1.1\nHost: a\n\n')]).error?.rule).toMatch('line feed');
  });

  test('refuses a long request line before it is whole', () => {
    expect(readRequests([latin1(`GET /${'x'.repeat(17_000)}`)]).error?.status).toBe(414);
  });
});

describe('the reader of answers', () => {
  test('passes 1xx on before the final head (RFC 9110 §15.2)', () => {
    const text =
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
    const { messages, error } = readResponses([latin1(text)], ['GET'], true);
    expect(error).toBeUndefined();
    expect(messages[0]?.informational.map((head) => head.status)).toEqual([100, 103]);
    expect(messages[0]).toMatchObject({ body: 'hi', ended: true });
  });

  test('reads answers to pipelined requests, each framed by its method', () => {
    const text = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi';
    const { messages, error } = readResponses([latin1(text)], ['HEAD', 'GET'], true);
    expect(error).toBeUndefined();
    expect(messages.map((message) => message.body)).toEqual(['', 'hi']);
  });

  test('RFC 9112 §6.3: a body until the connection closes', () => {
    const { messages, error } = readResponses([latin1('HTTP/1.0 200 OK\r\n\r\nab'), latin1('cd')], ['GET'], true);
    expect(error).toBeUndefined();
    expect(messages[0]).toMatchObject({ body: 'abcd', ended: true });
  });

  test('RFC 9112 §9.2: refuses an answer that nobody asked for', () => {
    expect(readResponses([latin1('HTTP/1.1 408 Request Timeout\r\n\r\n')], []).error?.rule).toMatch(
      'without a request',
    );
  });

  test('RFC 9112 §9.2: takes bytes behind an answer for no answer to a request that is made in onEnd', () => {
    const { recorder, reader } = responseReader();
    const idle: boolean[] = [];
    recorder.afterEnd = () => {
      idle.push(reader.idle);
      reader.expect('GET');
    };
    reader.expect('GET');
    reader.push(latin1('HTTP/1.1 204 \r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    expect(recorder.messages).toHaveLength(1);
    expect(idle).toEqual([false]);
    expect(recorder.error?.rule).toMatch('without a request');
  });

  test('is used again for the next request', () => {
    const { recorder, reader } = responseReader();
    for (let i = 0; i < 3; i++) {
      expect(reader.idle).toBe(true);
      reader.expect('GET');
      expect(reader.idle).toBe(false);
      reader.push(latin1('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    }
    expect(recorder.messages).toHaveLength(3);
    expect(recorder.error).toBeUndefined();
  });

  test('RFC 9110 §15.2.2: 101 ends HTTP, and detach() returns what follows', () => {
    const { recorder, reader } = responseReader();
    reader.expect('GET');
    reader.push(latin1('HTTP/1.1 101 Switching\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\nraw'));
    reader.push(latin1(' bytes'));
    reader.end();
    expect(recorder.messages[0]).toMatchObject({ body: '', ended: false });
    expect(recorder.error).toBeUndefined();
    expect(reader.detach().toString()).toBe('raw bytes');
  });

  test('detach() inside onHead of a 101 returns the rest of the chunk', () => {
    const { recorder, reader } = responseReader();
    let unread = '';
    recorder.afterHead = () => {
      unread = reader.detach().toString();
    };
    reader.expect('GET');
    reader.push(latin1('HTTP/1.1 101 Switching\r\n\r\nraw'));
    expect(unread).toBe('raw');
  });

  test.each([
    ['before the answer', ''],
    ['in the head', 'HTTP/1.1 200 OK\r\nX'],
    ['behind a 1xx', 'HTTP/1.1 100 Continue\r\n\r\n'],
    ['in the body', 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell'],
    ['before the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n'],
  ])('RFC 9112 §8: reports the end of the peer %s as truncated', (_where, text) => {
    expect(readResponses([latin1(text)], ['GET'], true).error).toMatchObject({ truncated: true });
  });
});
