import { describe, expect, it } from 'vitest';
import { type AccessEntry, AccessLog, type AccessLogOptions } from './access-log.ts';
import type { LineWriter } from './line-writer.ts';

const ENTRY: AccessEntry = {
  visitor: '203.0.113.9',
  method: 'GET',
  host: 'blog.example.com',
  target: '/posts?key=s3cret',
  status: 200,
  seconds: 0.01234,
  bytesIn: 80,
  bytesOut: 1_234,
};

function lineOf(entry: Partial<AccessEntry>, options: Partial<AccessLogOptions> = {}): string {
  let text = '';
  const writer = { write: (line: string) => (text += line) } as unknown as LineWriter;
  new AccessLog({ format: 'json', withQuery: false, ...options }, writer).add({ ...ENTRY, ...entry });
  return text;
}

describe('AccessLog', () => {
  it('writes one JSON object a line, without the query', () => {
    expect(lineOf({})).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(lineOf({}))).toEqual({
      level: 30,
      time: expect.any(Number),
      visitor: '203.0.113.9',
      method: 'GET',
      host: 'blog.example.com',
      path: '/posts',
      status: 200,
      ms: 12.3,
      in: 80,
      out: 1_234,
      msg: 'request',
    });
  });

  it('writes text for people', () => {
    expect(lineOf({}, { format: 'text' })).toMatch(
      /^\[\d\d:\d\d:\d\d\] REQUEST: 203\.0\.113\.9 "GET blog\.example\.com\/posts" 200 12\.3 ms, 80 in, 1234 out\n$/,
    );
  });

  it('writes the query where told to', () => {
    expect(JSON.parse(lineOf({}, { withQuery: true })).path).toBe('/posts?key=s3cret');
  });

  it.each([
    ['http://user:password@blog.example.com/a?b', '/a'],
    ['http://blog.example.com?b', ''],
    ['*', '*'],
    ['/a#b?c', '/a'],
  ])('takes %s for the path %j', (target, path) => {
    expect(JSON.parse(lineOf({ target })).path).toBe(path);
  });

  it('keeps a line short, whatever came', () => {
    const long = '\u00ff'.repeat(60_000);
    const line = lineOf({ method: long, host: long, target: `/${long}` });
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(4_096);
  });
});
