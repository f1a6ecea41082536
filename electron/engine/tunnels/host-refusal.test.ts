import { describe, expect, it } from 'vitest';
import { parseResponseHead } from '../../../shared/http1/response-head.ts';
import { mayRefuseHost, readHostRefusal } from './host-refusal.ts';

/*
 * Answers typed from the sources that host-refusal.ts names. Vite, webpack-dev-server 5 and Django 3.2 are also run for real in
 * e2e/loopback/dev-servers.loopback.test.ts; Angular, Nuxt, Rails, and the other versions are only here.
 */
const VITE =
  'Blocked request. This host ("blog.exit.test") is not allowed.\nTo allow this host, add "blog.exit.test" to `server.allowedHosts` in vite.config.js.';
const ANGULAR = `<!doctype html>
<html><head><title>Blocked request</title></head><body><main>
<h1>Blocked request. This host ("blog.exit.test") is not allowed.</h1>
<p>To allow this host, add it to <code>allowedHosts</code> under the <code>serve</code> target in <code>angular.json</code>.</p>
</main></body></html>`;
const RAILS_6 = `<body>
<header>
  <h1>Blocked host: blog.exit.test</h1>
</header>
<div id="container">
  <h2>To allow requests to blog.exit.test, add the following to your environment configuration:</h2>
  <pre>config.hosts &lt;&lt; "blog.exit.test"</pre>
</div>`;
const RAILS_8_TEXT = `Blocked hosts: blog.exit.test

To allow requests to these hosts, make sure they are valid hostnames (containing only numbers, letters, dashes and dots), then add the following to your environment configuration:

  config.hosts << "blog.exit.test"`;
const DJANGO_DEBUG = `<!DOCTYPE html>
<html lang="en">
<head>
  <meta http-equiv="content-type" content="text/html; charset=utf-8">
  <meta name="robots" content="NONE,NOARCHIVE">
  <title>DisallowedHost
         at /</title>`;
const DJANGO_DEBUG_TEXT =
  "DisallowedHost at /\nInvalid HTTP_HOST header: 'blog.exit.test'. You may need to add 'blog.exit.test' to ALLOWED_HOSTS.\n";
const DJANGO_BARE = `
<!doctype html>
<html lang="en">
<head>
  <title>Bad Request (400)</title>
</head>
<body>
  <h1>Bad Request (400)</h1><p></p>
</body>
</html>
`;

/** What is recognised in an answer with a length, unless `framing` says otherwise. */
function read(status: number, body: string, framing = `Content-Length: ${Buffer.byteLength(body)}`) {
  const bytes = Buffer.from(`HTTP/1.1 ${status} X\r\n${framing}\r\n\r\n`);
  const head = parseResponseHead(bytes, 0, bytes.length, 'GET');
  const refusal = mayRefuseHost(head) ? readHostRefusal(head, Buffer.from(body)) : undefined;
  return refusal && `${refusal.by}${refusal.certain ? '' : '?'}`;
}

describe('readHostRefusal', () => {
  it.each<[string, number, string, string]>([
    ['Vite, and what is built on it: Nuxt, SvelteKit, Angular 20', 403, VITE, 'Vite'],
    ['Vite without a host', 403, 'Blocked request. This host (undefined) is not allowed.', 'Vite'],
    ['Angular 21', 403, ANGULAR, 'Angular'],
    ['webpack-dev-server 5', 403, 'Invalid Host header', 'webpack-dev-server'],
    ['webpack-dev-server 4, as of Create React App and Angular 16', 200, 'Invalid Host header', 'webpack-dev-server'],
    ['Rails 6', 403, RAILS_6, 'Rails'],
    ['Rails 8, to a script', 403, RAILS_8_TEXT, 'Rails'],
    ['Django with DEBUG', 400, DJANGO_DEBUG, 'Django'],
    ['Django with DEBUG, to a script', 400, DJANGO_DEBUG_TEXT, 'Django'],
    ['Django without DEBUG', 400, DJANGO_BARE, 'Django?'],
  ])('recognises %s', (_, status, body, by) => {
    expect(read(status, body)).toBe(by);
  });

  it('recognises it in chunks', () => {
    const chunked = `${VITE.length.toString(16)}\r\n${VITE}\r\n0\r\n\r\n`;
    expect(read(403, chunked, 'Transfer-Encoding: chunked')).toBe('Vite');
  });

  it.each<[string, number, string]>([
    ['the words with another status', 200, VITE],
    ['the words with another status', 404, RAILS_6],
    ['the words with another status', 500, DJANGO_DEBUG],
    ['a page about webpack', 200, 'Invalid Host header is what webpack says'],
    ['a page about webpack', 403, 'Invalid Host header is what webpack says'],
    ['another refusal of a service', 403, '<h1>403 Forbidden</h1>'],
    ['another bad request', 400, '<html><head><title>400 Bad Request</title></head></html>'],
    ['a bad request of a page of its own', 400, '<h1>Bad Request (400)</h1><p>Come back later.</p>'],
    ['nothing', 403, ''],
  ])('does not take %s for it (%i)', (_, status, body) => {
    expect(read(status, body)).toBeUndefined();
  });
});
