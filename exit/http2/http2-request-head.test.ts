import { describe, expect, it } from 'vitest';
import { HttpSyntaxError } from '../../shared/http1/http-syntax-error.ts';
import { MAX_HEAD_BYTES } from '../../shared/http1/limits.ts';
import { readHttp2Head } from './http2-request-head.ts';

const GET = [':method', 'GET', ':scheme', 'https', ':authority', 'a.test', ':path', '/x?y'];
const POST = [':method', 'POST', ':scheme', 'https', ':authority', 'a.test', ':path', '/'];

function statusOf(fields: readonly string[], hasBody = false): number {
  try {
    readHttp2Head(fields, hasBody, MAX_HEAD_BYTES);
  } catch (error) {
    if (error instanceof HttpSyntaxError) return error.status;
    throw error;
  }
  return 200;
}

describe('readHttp2Head', () => {
  it('makes a request line and Host out of pseudo-header fields', () => {
    expect(readHttp2Head([...GET, 'accept', '*/*'], false, MAX_HEAD_BYTES)).toMatchObject({
      method: 'GET',
      target: '/x?y',
      minor: 1,
      host: 'a.test',
      fields: ['host', 'a.test', 'accept', '*/*'],
      body: { kind: 'none' },
    });
  });

  it('joins the crumbs of Cookie (RFC 9113 §8.2.3)', () => {
    const { fields } = readHttp2Head([...GET, 'cookie', 'a=1', 'x', 'y', 'cookie', 'b=2'], false, MAX_HEAD_BYTES);
    expect(fields).toEqual(['host', 'a.test', 'x', 'y', 'cookie', 'a=1; b=2']);
  });

  it('frames the body: by its length, in chunks, or as none', () => {
    const body = (fields: string[], hasBody: boolean) => readHttp2Head(fields, hasBody, MAX_HEAD_BYTES).body;
    expect(body([...POST, 'content-length', '5'], true)).toEqual({ kind: 'length', length: 5 });
    expect(body(POST, true)).toEqual({ kind: 'chunked' });
    expect(body(POST, false)).toEqual({ kind: 'length', length: 0 });
    expect(body(GET, false)).toEqual({ kind: 'none' });
  });

  it.each<[string, string[]]>([
    ['a line break in a value', [...GET, 'x', 'a\r\nb: c']],
    ['a bare line feed in a value', [...GET, 'x', 'a\nb']],
    ['a line break in the path', [...GET.slice(0, 6), ':path', '/ HTTP/1.1\r\nx: y']],
    ['a space in the path', [...GET.slice(0, 6), ':path', '/ HTTP/1.1']],
    ['an absolute path', [...GET.slice(0, 6), ':path', 'http://b.test/']],
    ['a name with a colon', [...GET, 'x:y', 'z']],
    ['a name with a space', [...GET, 'content-length ', '5']],
    ['a name in upper case', [...GET, 'X', 'y']],
    ['an unknown pseudo-header field', [...GET, ':protocol', 'websocket']],
    ['a pseudo-header field twice', [...GET, ':path', '/']],
    ['a Host that differs', [...GET, 'host', 'b.test']],
    ['no authority', [...GET.slice(0, 4), ':path', '/']],
    ['an authority with a user', [...GET.slice(0, 4), ':authority', 'me@a.test', ':path', '/']],
    ['Transfer-Encoding', [...POST, 'transfer-encoding', 'chunked']],
    ['Connection', [...GET, 'connection', 'close']],
    ['Upgrade', [...GET, 'upgrade', 'websocket']],
    ['a TE beside trailers', [...GET, 'te', 'gzip']],
    ['a length without content', [...GET, 'content-length', '5']],
    ['two lengths', [...GET, 'content-length', '5', 'content-length', '6']],
  ])('refuses %s', (_what, fields) => {
    expect(statusOf(fields)).toBe(400);
  });

  it('refuses CONNECT with 501, and what is too long with 431', () => {
    expect(statusOf([':method', 'CONNECT', ':authority', 'a.test:443'])).toBe(501);
    expect(statusOf([...GET, 'x', 'y'.repeat(MAX_HEAD_BYTES)])).toBe(431);
    expect(statusOf([...GET, ...Array.from({ length: 210 }, () => ['x', 'y']).flat()])).toBe(431);
  });
});
