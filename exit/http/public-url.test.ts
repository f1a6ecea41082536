import { describe, expect, it } from 'vitest';
import { isPublicUrlTemplate, PublicUrls } from './public-url.ts';

describe('PublicUrls', () => {
  it('makes URLs from domain and port, without the port of http', () => {
    const urls = new PublicUrls('exit.example.com', undefined);
    expect(urls.http('blog', 8000)).toBe('http://blog.exit.example.com:8000');
    expect(urls.http('blog', 80)).toBe('http://blog.exit.example.com');
    expect(urls.tcp(10022)).toBe('tcp://exit.example.com:10022');
    expect(urls.host('blog')).toBe('blog.exit.example.com');
    expect(urls.dataPlane(8000)).toBe('http://exit.example.com:8000');
    expect(urls.scheme).toBe('http');
  });

  it.each([
    [undefined, 8000, 'https://bank.exit.example.com:8000'],
    [undefined, 443, 'https://bank.exit.example.com'],
    [undefined, 80, 'https://bank.exit.example.com:80'],
    ['https://{name}.example.com', 8000, 'https://bank.example.com'],
    ['http://{name}.example.com', 8000, 'https://bank.example.com:80'],
    ['http://{name}.example.com:9000', 8000, 'https://bank.example.com:9000'],
  ])('makes URLs of TLS tunnels with the template %j and port %i', (template, port, url) => {
    expect(new PublicUrls('exit.example.com', template).tls('bank', port)).toBe(url);
  });

  it('follows the template of a load balancer in front', () => {
    const urls = new PublicUrls('localhost', 'https://dev-{name}.example.com:8443/');
    expect(urls.http('blog', 8000)).toBe('https://dev-blog.example.com:8443');
    expect(urls.host('blog')).toBe('dev-blog.example.com');
    expect(urls.dataPlane(8000)).toBeUndefined();
    expect(urls.scheme).toBe('https');
    expect(urls.patterns).toEqual([
      { prefix: 'dev-', suffix: '.example.com' },
      { prefix: '', suffix: '.localhost' },
    ]);
  });
});

describe('isPublicUrlTemplate', () => {
  it.each(['https://{name}.exit.example.com', 'http://{name}.localhost:8000/', 'https://a-{name}-b.example.com'])(
    'takes %s',
    (text) => {
      expect(isPublicUrlTemplate(text)).toBe(true);
    },
  );

  it.each([
    'https://exit.example.com',
    'https://exit.example.com/{name}',
    '{name}.example.com',
    'ftp://{name}.example.com',
    '',
  ])('refuses %j', (text) => {
    expect(isPublicUrlTemplate(text)).toBe(false);
  });
});
