import { describe, expect, it } from 'vitest';
import { writeRequestHead, writeResponseHead } from '../../../shared/http1/head-writer.ts';
import { parseRequestHead } from '../../../shared/http1/request-head.ts';
import { parseResponseHead } from '../../../shared/http1/response-head.ts';
import { answerEdits } from './answer-edits.ts';
import { UpstreamHost } from './upstream-host.ts';

const UPSTREAM = 'http://127.0.0.1:3000';

function hostOf(hostHeader: string, upstream = UPSTREAM) {
  return new UpstreamHost({ hostHeader, upstream }, () => {});
}

function requestOf(...fields: string[]) {
  const bytes = Buffer.from(['GET / HTTP/1.1', 'Host: Blog.exit.test', ...fields, '', ''].join('\r\n'));
  return parseRequestHead(bytes, 0, bytes.length);
}

/** What reaches the upstream. */
function sent(host: UpstreamHost, ...fields: string[]): string[] {
  const head = requestOf(...fields);
  return writeRequestHead(head, { ...host.editRequest(head) })
    .toString()
    .trim()
    .split('\r\n')
    .slice(1);
}

/** The `Location` that reaches the visitor. */
function location(host: UpstreamHost, value: string, scheme = 'https'): string[] {
  const bytes = Buffer.from(`HTTP/1.1 302 Found\r\nLocation: ${value}\r\nContent-Length: 0\r\n\r\n`);
  const answer = parseResponseHead(bytes, 0, bytes.length, 'GET');
  const request = requestOf(`X-Forwarded-Proto: ${scheme}`);
  return [
    ...writeResponseHead(answer, answerEdits(host, request, answer))
      .toString()
      .matchAll(/^Location: (.*?)\r$/gm),
  ].map(([, url = '']) => url);
}

describe('UpstreamHost', () => {
  it('leaves all as it is where the visitors’ host is kept', () => {
    const host = hostOf('keep');
    const fields = ['X-Forwarded-Host: blog.exit.test', 'Origin: https://blog.exit.test'];
    expect(sent(host, ...fields)).toEqual(['Host: Blog.exit.test', ...fields]);
    expect(location(host, 'http://127.0.0.1:3000/in')).toEqual(['http://127.0.0.1:3000/in']);
  });

  it.each([
    ['upstream', '127.0.0.1:3000'],
    ['shop.test', 'shop.test'],
  ])('tells the service one host everywhere (%s)', (hostHeader, told) => {
    const host = hostOf(hostHeader);
    const fields = ['X-Forwarded-Host: blog.exit.test', 'Origin: https://blog.exit.test', 'X-Forwarded-Proto: https'];
    expect(sent(host, ...fields)).toEqual([`Host: ${told}`, 'X-Forwarded-Proto: https', `Origin: https://${told}`]);
  });

  it('tells a service with TLS that its own origin has https, however the visitor came', () => {
    const host = hostOf('upstream', 'https://localhost:8443');
    expect(sent(host, 'Origin: http://blog.exit.test')).toEqual([
      'Host: localhost:8443',
      'Origin: https://localhost:8443',
    ]);
    expect(location(host, 'https://localhost:8443/in', 'http')).toEqual(['http://blog.exit.test/in']);
  });

  it('leaves the origin of another site, and a forwarded host that a rule set', () => {
    const fields = ['X-Forwarded-Host: shop.test', 'Origin: https://evil.test'];
    expect(sent(hostOf('upstream'), ...fields)).toEqual(['Host: 127.0.0.1:3000', ...fields]);
    expect(sent(hostOf('upstream'), 'Origin: null')).toEqual(['Host: 127.0.0.1:3000', 'Origin: null']);
  });

  it('leads a redirect to the service’s own host back to the public one, in the visitor’s scheme', () => {
    const host = hostOf('upstream');
    expect(location(host, 'http://127.0.0.1:3000/in?a=b#c')).toEqual(['https://blog.exit.test/in?a=b#c']);
    expect(location(host, 'http://127.0.0.1:3000/', 'http')).toEqual(['http://blog.exit.test/']);
    expect(location(hostOf('Shop.test'), 'https://shop.test')).toEqual(['https://blog.exit.test']);
    for (const elsewhere of [
      'http://127.0.0.1:3001/',
      'https://127.0.0.1:3000.evil.test/',
      '/in',
      '//127.0.0.1:3000/',
    ]) {
      expect(location(host, elsewhere)).toEqual([elsewhere]);
    }
  });

  it('counts from the next request on when it is set', () => {
    const host = hostOf('keep');
    host.set({ hostHeader: 'upstream', upstream: UPSTREAM });
    expect(sent(host)).toEqual(['Host: 127.0.0.1:3000']);
    host.set({ hostHeader: 'keep', upstream: UPSTREAM });
    expect(sent(host)).toEqual(['Host: Blog.exit.test']);
  });
});
