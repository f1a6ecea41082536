import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Answer, ask } from '../testing/ask.ts';
import { HttpScene } from '../testing/http-scene.ts';
import { answering, TestClient, toPort } from '../testing/test-client.ts';
import { until } from '../testing/until.ts';

let scene: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start();
});
afterAll(() => scene.end());
afterEach(() => scene.endVisits());

describe('what is wrong is told with', () => {
  it('404 no-tunnel for an unknown host, as page or JSON', async () => {
    const page = await ask(scene.exit.dataPort, 'nobody.localhost', '/', { headers: { Accept: 'text/html' } });
    expect(page).toMatchObject({
      status: 404,
      headers: { 'porthole-error': 'no-tunnel', 'content-type': 'text/html; charset=utf-8' },
    });
    const json = await ask(scene.exit.dataPort, 'nobody.localhost', '/', { headers: { Accept: 'application/json' } });
    expect(JSON.parse(json.text)).toMatchObject({ error: 'no-tunnel', status: 404 });
    for (const host of ['localhost', '127.0.0.1:8000', '[::1]', 'a.one.localhost']) {
      expect((await ask(scene.exit.dataPort, host)).headers['porthole-error']).toBe('no-tunnel');
    }
  });

  it('503 client-away and Retry-After while a client is away', async () => {
    const leaver = await TestClient.connect(scene.exit);
    await leaver.open({ name: 'leaver' }, toPort(1));
    leaver.destroy();
    let last: Answer | undefined;
    await until(async () => {
      last = await ask(scene.exit.dataPort, 'leaver.localhost');
      return last.headers['porthole-error'] === 'client-away';
    }, 'client-away');
    expect(last).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  it('503 client-away when the client goes away before it answers', async () => {
    const leaver = await TestClient.connect(scene.exit);
    let asked = false;
    await leaver.open({ name: 'silent' }, () => {
      asked = true;
    });
    const visitor = scene.visit();
    visitor.get('silent.localhost');
    await until(() => asked, 'the request at the client');
    leaver.destroy();
    await visitor.sees('Porthole-Error: client-away\r\n');
  });

  it.each([
    ['upstream-refused', 502],
    ['upstream-timeout', 504],
    ['upstream-invalid', 502],
    ['client-exhausted', 503],
  ])('%s where the client says so', async (code, status) => {
    const name = `says-${code}`;
    await scene.client.open(
      { name },
      answering(`HTTP/1.1 ${status} X\r\nPorthole-Error: ${code}\r\nContent-Length: 0\r\n\r\n`),
    );
    const visitor = scene.visit();
    visitor.get(`${name}.localhost`, '/', 'Accept: application/json\r\n');
    await visitor.sees(`"error":"${code}"`);
    expect(visitor.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(visitor.text).toContain(`Porthole-Error: ${code}\r\n`);
    // The stream did its duty: the next visitor's request goes over it.
    visitor.text = '';
    visitor.get(`${name}.localhost`);
    await visitor.sees(`Porthole-Error: ${code}\r\n`);
    await visitor.sees('<!doctype html>');
  });

  it('502 where the stream breaks before an answer', async () => {
    await scene.client.open({ name: 'breaks' }, (stream) => stream.reset());
    const visitor = scene.visit();
    visitor.get('breaks.localhost');
    await visitor.sees('Porthole-Error: upstream-invalid\r\n');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 502 /);
  });

  it.each([
    ['two lengths', 'POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
    ['a bare LF', 'GET / HTTP/1.1\nHost: one.localhost\n\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a space before the colon', 'GET / HTTP/1.1\r\nHost : one.localhost\r\n\r\n', 400],
    ['another version', 'GET / HTTP/2.0\r\nHost: one.localhost\r\n\r\n', 505],
    ['CONNECT', 'CONNECT one.localhost:443 HTTP/1.1\r\nHost: one.localhost:443\r\n\r\n', 501],
    ['a TLS hello', '\x16\x03\x01\x02\x00\x01\x00\x01', 400],
    ['a bad chunk', 'POST / HTTP/1.1\r\nHost: one.localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
  ])('bad-request and a close for %s, while others go on', async (_what, text, status) => {
    const other = scene.visit();
    other.get('one.localhost', '/before');
    await other.sees('"url":"/before"');
    const visitor = scene.visit();
    visitor.write(text);
    await visitor.isEnded();
    expect(visitor.text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(visitor.text).toContain('Porthole-Error: bad-request\r\n');
    expect(visitor.text).toContain('Connection: close\r\n');
    other.get('one.localhost', '/after');
    await other.sees('"url":"/after"');
  });
});
