import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { bodyOf, HttpScene } from '../testing/http-scene.ts';
import { answering } from '../testing/test-client.ts';
import { until } from '../testing/until.ts';

let scene: HttpScene;

beforeAll(async () => {
  scene = await HttpScene.start();
});
afterAll(() => scene.end());
afterEach(() => scene.endVisits());

describe('a request', () => {
  it('reaches the upstream with its host and who asked', async () => {
    const visitor = scene.visit();
    visitor.get(
      'One.LocalHost:8000',
      '/path?query',
      'X-Forwarded-For: 6.6.6.6\r\nForwarded: for=6.6.6.6\r\nX-Odd-Case: yes\r\n',
    );
    await visitor.sees('sha256');
    await until(() => visitor.text.endsWith('}'), 'the whole answer');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    const told = JSON.parse(bodyOf(visitor.text));
    expect(told.url).toBe('/path?query');
    expect(told.headers).toMatchObject({
      host: 'One.LocalHost:8000',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': 'one.localhost:8000',
    });
    expect(told.headers).not.toHaveProperty('forwarded');
    expect(told.rawHeaders).toContain('X-Odd-Case');
  });

  it('carries a body of any size and both framings', async () => {
    const body = Buffer.alloc(3_000_000, 'porthole');
    const sha256 = createHash('sha256').update(body).digest('hex');
    const visitor = scene.visit();
    visitor.write(`POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: ${body.length}\r\n\r\n`);
    visitor.socket.write(body);
    await visitor.sees(sha256);
    visitor.text = '';
    visitor.write('POST / HTTP/1.1\r\nHost: two.localhost\r\nTransfer-Encoding: chunked\r\n\r\n');
    visitor.write(`${body.length.toString(16)}\r\n`);
    visitor.socket.write(body);
    visitor.write('\r\n0\r\n\r\n');
    await visitor.sees(sha256);
    expect(visitor.closed).toBe(false);
  });

  it('may share its connection with requests to other hosts, sent without waiting', async () => {
    const visitor = scene.visit();
    visitor.write(
      'GET /a HTTP/1.1\r\nHost: one.localhost\r\n\r\n' +
        'POST /b HTTP/1.1\r\nHost: two.localhost\r\nContent-Length: 3\r\n\r\nabc' +
        'GET /c HTTP/1.1\r\nHost: nobody.localhost\r\n\r\n' +
        'GET /d HTTP/1.1\r\nHost: two.localhost\r\n\r\n',
    );
    await visitor.sees('"url":"/d"');
    const places = ['"url":"/a"', '"url":"/b"', 'Porthole-Error: no-tunnel', '"url":"/d"'].map((text) =>
      visitor.text.indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it('in absolute form goes to the host in its target', async () => {
    const visitor = scene.visit();
    visitor.write('GET http://two.localhost/x HTTP/1.1\r\nHost: one.localhost\r\n\r\n');
    await visitor.sees('"url":"/x"');
    await visitor.sees('"host":"two.localhost"');
  });

  it('with HEAD gets fields and no body, and the connection goes on', async () => {
    const visitor = scene.visit();
    visitor.write('HEAD /h HTTP/1.1\r\nHost: one.localhost\r\n\r\n');
    await visitor.sees('\r\n\r\n');
    visitor.get('one.localhost', '/next');
    await visitor.sees('"url":"/next"');
    expect(visitor.text.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
    expect(visitor.text).not.toContain('"url":"/h"');
  });

  it('that is answered over HTTP/1.0 gets the payload without chunks, ended by the connection', async () => {
    const visitor = scene.visit();
    visitor.write('GET /chunked HTTP/1.0\r\nHost: one.localhost\r\n\r\n');
    await visitor.isEnded();
    expect(bodyOf(visitor.text)).toBe('first,second');
    expect(visitor.text).not.toMatch(/transfer-encoding/i);
    expect(visitor.text).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Connection: close\r\n/s);
  });

  it('over HTTP/1.0 keeps the connection where it asks to and the answer has a length', async () => {
    const visitor = scene.visit();
    visitor.write('GET /1 HTTP/1.0\r\nHost: one.localhost\r\nConnection: keep-alive\r\n\r\n');
    await visitor.sees('"url":"/1"');
    expect(visitor.text).toContain('Connection: keep-alive\r\n');
    visitor.write('GET /2 HTTP/1.0\r\nHost: one.localhost\r\n\r\n');
    await visitor.isEnded();
    expect(visitor.text).toContain('"url":"/2"');
  });

  it('with Connection: close is the last one', async () => {
    const visitor = scene.visit();
    visitor.get('one.localhost', '/', 'Connection: close\r\n');
    await visitor.isEnded();
    expect(visitor.text).toContain('Connection: close\r\n');
  });

  it('waits with its body for the upstream’s 100 Continue', async () => {
    const visitor = scene.visit();
    visitor.write('POST / HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n');
    await visitor.sees('HTTP/1.1 100 Continue\r\n\r\n');
    expect(visitor.text).not.toContain('200 OK');
    visitor.write('body');
    await visitor.sees('"bytes":4');
  });

  it('whose expectation the upstream refuses gets that answer and the connection ends', async () => {
    const visitor = scene.visit();
    visitor.write('POST /refuse HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n');
    await visitor.isEnded();
    expect(visitor.text).toMatch(/^HTTP\/1\.1 417 /);
    expect(visitor.text).toContain('Connection: close\r\n');
  });

  it('whose visitor ends its side behind it is still answered', async () => {
    const visitor = scene.visit();
    visitor.write(
      'GET /half HTTP/1.1\r\nHost: one.localhost\r\n\r\nGET /second HTTP/1.1\r\nHost: one.localhost\r\n\r\n',
    );
    visitor.socket.end();
    await visitor.isEnded();
    expect(visitor.text).toContain('"url":"/half"');
    expect(visitor.text).toContain('"url":"/second"');
  });

  it('that its visitor cut off behind a whole one is not waited for', async () => {
    const visitor = scene.visit();
    visitor.write(
      'GET /whole HTTP/1.1\r\nHost: one.localhost\r\n\r\n' +
        'POST /cut HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 10\r\n\r\n123',
    );
    visitor.socket.end();
    await visitor.isClosed();
    expect(visitor.text).toContain('"url":"/whole"');
    expect(visitor.text).not.toContain('/cut');
  });

  it('whose answer comes before the end of the upload gets it whole, and the connection ends', async () => {
    const visitor = scene.visit();
    visitor.write('POST /early HTTP/1.1\r\nHost: one.localhost\r\nContent-Length: 1000000000\r\n\r\n');
    visitor.socket.write(Buffer.alloc(200_000));
    await visitor.isEnded();
    expect(visitor.text).toContain('enough');
    expect(visitor.text).toContain('Connection: close\r\n');
    expect(visitor.errorCode).toBeUndefined();
  });
});

describe('an answer', () => {
  it('keeps its informational answers, order and duplicates', async () => {
    const visitor = scene.visit();
    visitor.get('one.localhost', '/hints');
    await visitor.sees('sha256');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 103 Early Hints\r\n/i);
    visitor.text = '';
    visitor.get('one.localhost', '/cookies');
    await visitor.sees('sha256');
    expect(visitor.text).toContain('Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n');
  });

  it('passes chunks as they were framed', async () => {
    const visitor = scene.visit();
    visitor.get('one.localhost', '/chunked');
    await visitor.sees('0\r\n\r\n');
    expect(bodyOf(visitor.text)).toBe('6\r\nfirst,\r\n6\r\nsecond\r\n0\r\n\r\n');
  });

  it('that lasts until the end of its stream ends the connection in an orderly way', async () => {
    const visitor = scene.visit();
    visitor.get('one.localhost', '/until-close');
    await visitor.isEnded();
    expect(bodyOf(visitor.text)).toBe('all of it');
    expect(visitor.errorCode).toBeUndefined();
  });

  it('that breaks off resets the connection', async () => {
    const visitor = scene.visit();
    visitor.get('one.localhost', '/break');
    await visitor.isClosed();
    expect(visitor.text).toContain('only a part');
    expect(visitor.errorCode).toBe('ECONNRESET');
  });

  it('that is no HTTP is replaced by 502', async () => {
    await scene.client.open({ name: 'garbage' }, answering('SSH-2.0-OpenSSH_9.9\r\n'));
    const visitor = scene.visit();
    visitor.get('garbage.localhost');
    await visitor.sees('Porthole-Error: upstream-invalid\r\n');
    expect(visitor.text).toMatch(/^HTTP\/1\.1 502 /);
  });

  it('with bytes behind it is passed on without them, and its stream is not used again', async () => {
    let streams = 0;
    const taker = answering('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200 OK\r\n\r\n');
    await scene.client.open({ name: 'surplus' }, (stream, rest, header) => {
      streams++;
      taker(stream, rest, header);
    });
    const visitor = scene.visit();
    visitor.get('surplus.localhost');
    await visitor.sees('\r\n\r\nok');
    visitor.get('surplus.localhost');
    await until(() => visitor.text.split('\r\n\r\nok').length === 3, 'the second answer');
    expect(visitor.text.endsWith('ok')).toBe(true);
    expect(streams).toBe(2);
  });
});
